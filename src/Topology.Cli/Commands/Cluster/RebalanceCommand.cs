using System.CommandLine;
using Topology.Cli.Display;
using Topology.Clustering;

namespace Topology.Cli.Commands.Cluster;

/// <summary><c>topology rebalance</c>: changes workers and executors of a running topology.</summary>
internal static class RebalanceCommand
{
    public static Command Create(ClusterConnection connection)
    {
        var name = CommandArguments.Name();
        var workers = new Option<int?>("--workers") { Description = "How many workers it is to run in. Default: as before.", HelpName = "n" };
        var executors = new Option<string[]>("--executors")
        {
            Description = "Executors of a component, at most as many as it has tasks; may be repeated. Those not named stay.",
            HelpName = "component=n",
            AllowMultipleArgumentsPerToken = true,
        };
        var wait = CommandArguments.Wait();
        var command = new Command("rebalance", "Places a topology anew, with other numbers of workers and executors if wanted. Tuples in flight are finished first; nothing tracked is lost.") { name, workers, executors, wait };
        connection.AddTo(command, parsed =>
        {
            var options = new RebalanceOptions
            {
                Workers = parsed.GetValue(workers) is not < 1 ? parsed.GetValue(workers) : throw CliException.WrongUsage("--workers must be at least 1."),
                Executors = CommandArguments.Counts("--executors", parsed.GetValue(executors) ?? []),
                Wait = CommandArguments.Duration("--wait", parsed.GetValue(wait)),
            };
            return (session, token) => RebalanceAsync(parsed.GetRequiredValue(name), options, session, token);
        });
        return command;
    }

    private static async Task RebalanceAsync(string name, RebalanceOptions options, ClusterSession session, CancellationToken token)
    {
        var before = await session.GetInfoAsync(name, token).ConfigureAwait(false);
        CheckComponents(options, before);
        var handle = (RemoteTopologyHandle)await session.Client.GetAsync(before.Id, token).ConfigureAwait(false);
        var start = session.Time.GetTimestamp();
        await handle.RebalanceAsync(options, token).ConfigureAwait(false);
        var info = await session.Client.GetInfoAsync(handle.Id, token).ConfigureAwait(false);
        session.Report.Show(info, report =>
        {
            report.Line($"{info.Name} was rebalanced in {LatencyText.Of(session.Time.GetElapsedTime(start))} and is {info.Status.Text()}.");
            report.Sheet(ClusterSheets.Components(info));
            report.Line();
            report.Sheet(ClusterSheets.Workers(info));
        });
    }

    private static void CheckComponents(RebalanceOptions options, TopologyInfo info)
    {
        foreach (var component in options.Executors.Keys.Where(id => info.Components.All(known => known.Component != id)))
            throw CliException.Failed($"{info.Name} has no component \"{component}\"{NearestName.Hint(component, info.Components.Select(known => known.Component))}.");
    }
}
