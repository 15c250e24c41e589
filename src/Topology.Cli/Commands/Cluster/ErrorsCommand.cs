using System.CommandLine;
using Topology.Cli.Display;

namespace Topology.Cli.Commands.Cluster;

/// <summary><c>topology errors</c>: the last errors of each component.</summary>
internal static class ErrorsCommand
{
    public static Command Create(ClusterConnection connection)
    {
        var name = CommandArguments.Name();
        var details = new Option<bool>("--details") { Description = "With stack traces." };
        var command = new Command("errors", "Shows the last errors of each component of a topology, thrown or reported, oldest first.") { name, details };
        connection.AddTo(command, parsed => (session, token) => ShowAsync(parsed.GetRequiredValue(name), parsed.GetValue(details), session, token));
        return command;
    }

    private static async Task ShowAsync(string name, bool isDetailed, ClusterSession session, CancellationToken token)
    {
        var handle = await session.GetHandleAsync(name, token).ConfigureAwait(false);
        var errors = await handle.GetErrorsAsync(token).ConfigureAwait(false);
        session.Report.Show(errors, report =>
        {
            if (errors.Count == 0)
                report.Line($"{handle.Name} has no errors.");
            else if (!isDetailed)
                report.Sheet(ClusterSheets.Errors(errors));
            else
                report.Line(string.Join("\n\n", errors.Select(error => $"{AgeText.Moment(error.Time)}  {error.Component}[{error.Task}]\n{error.Detail.TrimEnd()}")));
        });
    }
}
