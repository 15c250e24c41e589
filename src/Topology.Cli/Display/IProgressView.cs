using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>Shows how a run is getting on.</summary>
internal interface IProgressView
{
    /// <summary>How often to show.</summary>
    TimeSpan Interval { get; }

    /// <summary>Keeps the display up while the body runs; <see cref="Show"/> is called only from the body.</summary>
    Task RunAsync(Func<Task> body);

    void Show(TopologyMetrics metrics, string status);
}
