using Topology.Clustering;

namespace Topology.Cli.Tests.Support;

/// <summary>Figures of a running topology, made by hand.</summary>
internal static class Metrics
{
    /// <summary>A spout and a bolt after 10 seconds of 1.2 million tuples a second.</summary>
    public static TopologyMetrics Busy { get; } = new(
        TimeSpan.FromSeconds(10),
        [
            Spout("lines") with
            {
                Executors = 2, Emitted = 12_345_678, Transferred = 12_345_678,
                Tracked = 12_345_678, Acked = 12_000_000, Failed = 300_000, TimedOut = 40_000, Pending = 5_678,
                CompleteLatency = Latency(4.56, 78.9), Capacity = 0.42, BackPressure = 0.17,
            },
            Bolt("a-splitter-of-words") with
            {
                Executors = 16, Emitted = 98_765_432, Executed = 12_345_678, Acked = 12_045_678, Failed = 300_000,
                ExecuteLatency = Latency(0.0123, 1.5), Capacity = 1, BackPressure = 0.03,
            },
        ]);

    public static ComponentMetrics Spout(string id) => Component(id, ComponentKind.Spout);

    public static ComponentMetrics Bolt(string id) => Component(id, ComponentKind.Bolt);

    private static LatencySummary Latency(double p50, double p99) =>
        new(100, TimeSpan.FromMilliseconds(p50), TimeSpan.FromMilliseconds(p50), TimeSpan.FromMilliseconds(p99), TimeSpan.FromMilliseconds(p99));

    private static ComponentMetrics Component(string id, ComponentKind kind) => new()
    {
        Component = id,
        Kind = kind,
        Executors = 1,
        Tasks = 1,
        Emitted = 0,
        Transferred = 0,
        Executed = 0,
        Acked = 0,
        Failed = 0,
        TimedOut = 0,
        Tracked = 0,
        Pending = 0,
        Queued = 0,
        ExecuteLatency = LatencySummary.None,
        ProcessLatency = LatencySummary.None,
        CompleteLatency = LatencySummary.None,
        Capacity = 0,
        BackPressure = 0,
        Restarts = 0,
        Errors = 0,
    };
}
