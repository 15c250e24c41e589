using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>A line now and then, for output that is redirected.</summary>
internal sealed class PlainProgress(string name, TextWriter output) : IProgressView
{
    // The first line early, so that one sees it works; then seldom, since a log is kept.
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LaterInterval = TimeSpan.FromSeconds(5);

    private TopologyMetrics? previous;

    public TimeSpan Interval => previous is null ? FirstInterval : LaterInterval;

    public bool ShowsEnd => false;

    public Task RunAsync(Func<Task> body) => body();

    public void Starting() => output.WriteLine($"{name} starts; Ctrl-C stops it.");

    public void Stopping(TimeSpan wait) => output.WriteLine(StopText.Of(name, wait));

    public void Show(TopologyMetrics metrics, string status)
    {
        output.WriteLine(SummaryLine.Of(metrics, status, ComponentRow.Of(previous, metrics)));
        previous = metrics;
    }
}
