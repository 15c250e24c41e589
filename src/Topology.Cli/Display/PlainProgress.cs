using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>A line now and then, for output that is redirected.</summary>
internal sealed class PlainProgress(TextWriter output) : IProgressView
{
    private TopologyMetrics? previous;

    public TimeSpan Interval => TimeSpan.FromSeconds(5);

    public Task RunAsync(Func<Task> body) => body();

    public void Show(TopologyMetrics metrics, string status)
    {
        output.WriteLine(SummaryLine.Of(metrics.Uptime, status, TupleTotals.Of(metrics), ComponentRow.Of(previous, metrics)));
        previous = metrics;
    }
}
