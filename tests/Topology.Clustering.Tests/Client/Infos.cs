namespace Topology.Clustering.Tests.Client;

/// <summary>What a cluster tells, made by hand; in types that any serializer can read back.</summary>
internal static class Infos
{
    public static ClusterInfo Cluster { get; } = new(
        "node-a", new[] { new NodeInfo("node-a", "akka.tcp://topology@127.0.0.1:7010", 4, 3, 400, 8192, true) }, new Dictionary<string, string> { ["security.token"] = "***" });

    public static ComponentError Error { get; } = new(Epoch, "split", 4, "no such word", "System.Exception: no such word\n   at Split.Execute()");

    public static TopologyMetrics Metrics { get; } = new(
        TimeSpan.FromSeconds(90),
        new[]
        {
            new ComponentMetrics
            {
                Component = "lines", Kind = ComponentKind.Spout, Executors = 1, Tasks = 2, Emitted = 10, Transferred = 20, Executed = 0, Acked = 8, Failed = 1, TimedOut = 0, Tracked = 10, Pending = 1,
                Queued = 0, ExecuteLatency = LatencySummary.None, ProcessLatency = LatencySummary.None,
                CompleteLatency = new LatencySummary(1, TimeSpan.FromTicks(12_345), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(3)),
                Capacity = 0.25, BackPressure = 0.5, Restarts = 2, Errors = 3,
            },
        });

    private static DateTimeOffset Epoch => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TopologyInfo Of(string name, TopologyStatus status = TopologyStatus.Active) => new()
    {
        Id = $"{name}-1",
        Name = name,
        Status = status,
        SubmittedAt = Epoch,
        Trouble = "no free slot",
        Cause = status == TopologyStatus.Failed ? "split failed: no such word" : null,
        SpecHash = "5f2c",
        Generation = 3,
        Components = new[] { new ComponentInfo("lines", ComponentKind.Spout, 1, 2) },
        Workers = new[] { new WorkerInfo(0, "node-a", 2, 4711, "running", 3), new WorkerInfo(1, null, 0, 0, "waiting", 1) },
        Settings = new Dictionary<string, string> { ["topology.workers"] = "2" },
    };
}
