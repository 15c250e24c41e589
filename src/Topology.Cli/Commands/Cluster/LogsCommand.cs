using System.CommandLine;
using Topology.Cli.Logs;

namespace Topology.Cli.Commands.Cluster;

/// <summary><c>topology logs</c>: what the workers of a topology wrote.</summary>
internal static class LogsCommand
{
    private const int DefaultLines = 100;

    public static Command Create(ClusterConnection connection)
    {
        var name = CommandArguments.Name();
        var component = new Argument<string?>("component") { Description = "Only lines that name this component.", Arity = ArgumentArity.ZeroOrOne };
        component.Validators.Add(UsageMistakes.RefuseOptions);
        var worker = new Option<int?>("--worker") { Description = "Only this worker's log. Default: of all workers.", HelpName = "n" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is written from now on, until the topology ends or Ctrl-C." };
        var lines = new Option<int>("--lines") { Description = $"How many of the last lines of each worker. Default: {DefaultLines}.", HelpName = "n", DefaultValueFactory = _ => DefaultLines };
        var command = new Command("logs", "Shows the logs of a topology's workers, wherever they run.") { name, component, worker, follow, lines };
        connection.AddTo(command, parsed =>
        {
            var wanted = new LogSelection
            {
                Component = parsed.GetValue(component),
                Worker = parsed.GetValue(worker) is not < 0 ? parsed.GetValue(worker) : throw CliException.WrongUsage("--worker is a number from 0."),
                Follows = parsed.GetValue(follow),
                Lines = parsed.GetValue(lines) is >= 0 and var count ? count : throw CliException.WrongUsage("--lines must not be negative."),
            };
            return (session, token) => ShowAsync(parsed.GetRequiredValue(name), wanted, session, token);
        });
        return command;
    }

    private static async Task ShowAsync(string name, LogSelection wanted, ClusterSession session, CancellationToken token)
    {
        var info = await session.GetInfoAsync(name, token).ConfigureAwait(false);
        if (wanted.Component is { } component && info.Components.All(known => known.Component != component))
            throw CliException.Failed($"{info.Name} has no component \"{component}\"{NearestName.Hint(component, info.Components.Select(known => known.Component))}.");

        await new LogView(session.Client, wanted, session.Report.IsJson, session.Time).ShowAsync(info, token).ConfigureAwait(false);
    }
}
