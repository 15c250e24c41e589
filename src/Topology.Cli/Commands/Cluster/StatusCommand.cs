using System.CommandLine;
using Topology.Cli.Display;

namespace Topology.Cli.Commands.Cluster;

/// <summary><c>topology status</c>: one topology with its components and workers.</summary>
internal static class StatusCommand
{
    public static Command Create(ClusterConnection connection)
    {
        var name = CommandArguments.Name();
        var command = new Command("status", "Shows a topology: where it is in its life, its components, and where its workers run.") { name };
        connection.AddTo(command, parsed => (session, token) => ShowAsync(parsed.GetRequiredValue(name), session, token));
        return command;
    }

    private static async Task ShowAsync(string name, ClusterSession session, CancellationToken token)
    {
        var info = await session.GetInfoAsync(name, token).ConfigureAwait(false);
        session.Report.Show(info, report =>
        {
            report.Line($"{info.Name}  {info.Status.Text()}");
            report.Sheet(ClusterSheets.Facts(info, session.Now));
            report.Line();
            report.Sheet(ClusterSheets.Components(info));
            if (info.Workers.Count == 0)
                return;
            report.Line();
            report.Sheet(ClusterSheets.Workers(info));
        });
    }
}
