using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>Shows how a run is getting on. Its members are called by the body only, one at a time.</summary>
internal interface IProgressView
{
    /// <summary>How long to wait before the next <see cref="Show"/>.</summary>
    TimeSpan Interval { get; }

    /// <summary>Whether the last figures are shown too, before the totals.</summary>
    bool ShowsEnd { get; }

    /// <summary>Keeps the display up while the body runs.</summary>
    Task RunAsync(Func<Task> body);

    /// <summary>The topology is submitted next: what is shown here comes before all that its components print.</summary>
    void Starting();

    /// <summary>A signal came; tuples in flight get this long.</summary>
    void Stopping(TimeSpan wait);

    void Show(TopologyMetrics metrics, string status);
}
