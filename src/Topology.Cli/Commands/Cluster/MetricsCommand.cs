using System.CommandLine;
using Topology.Cli.Display;

namespace Topology.Cli.Commands.Cluster;

/// <summary><c>topology metrics</c>: exact counts and latencies.</summary>
internal static class MetricsCommand
{
    public static Command Create(ClusterConnection connection)
    {
        var name = CommandArguments.Name();
        var command = new Command("metrics", "Shows what a topology did since it started: exact counts, rates since then, latencies, capacity.") { name };
        connection.AddTo(command, parsed => (session, token) => ShowAsync(parsed.GetRequiredValue(name), session, token));
        return command;
    }

    private static async Task ShowAsync(string name, ClusterSession session, CancellationToken token)
    {
        var info = await session.GetInfoAsync(name, token).ConfigureAwait(false);
        var handle = await session.Client.GetAsync(info.Id, token).ConfigureAwait(false);
        var metrics = await handle.GetMetricsAsync(token).ConfigureAwait(false);
        session.Report.Show(metrics, report =>
        {
            var title = $"{info.Name}  {info.Status.Text()}  {AgeText.Of(metrics.Uptime)}";
            if (report.TryTable(width => ProgressTable.Of(title, null, metrics, width)))
                return;
            report.Line(title);
            report.Sheet(ClusterSheets.Metrics(metrics));
            report.Line(TupleTotals.Of(metrics).TrackedList());
        });
    }
}
