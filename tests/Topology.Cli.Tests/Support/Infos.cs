using Topology.Clustering;

namespace Topology.Cli.Tests.Support;

/// <summary>What a cluster tells, made by hand; in types that any serializer can read back.</summary>
internal static class Infos
{
    public static DateTimeOffset Submitted { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static ClusterInfo Cluster { get; } = new(
        "node-a",
        new[]
        {
            new NodeInfo("node-a", "akka.tcp://topology@127.0.0.1:7010", 4, 3, 400, 8192, true),
            new NodeInfo("node-b", "akka.tcp://topology@127.0.0.1:7020", 2, 0, 150, 4096, false),
        },
        new Dictionary<string, string> { ["node.name"] = "node-a", ["cluster.token"] = "***" });

    public static ComponentError[] Errors { get; } =
    [
        new(Submitted.AddMinutes(2), "split", 4, "InvalidOperationException: no such word", "System.InvalidOperationException: no such word\n   at Split.Execute()"),
        new(Submitted.AddMinutes(1), "lines", 1, "IOException: end of file", "System.IO.IOException: end of file"),
    ];

    public static TopologyInfo Words { get; } = new()
    {
        Id = "word-count-1",
        Name = "word-count",
        Status = TopologyStatus.Active,
        SubmittedAt = Submitted,
        SpecHash = "5f2c9a01",
        Generation = 3,
        Components = new[]
        {
            new ComponentInfo("count", ComponentKind.Bolt, 2, 2), new ComponentInfo("lines", ComponentKind.Spout, 1, 1), new ComponentInfo("split", ComponentKind.Bolt, 2, 4),
        },
        Workers = new[] { new WorkerInfo(0, "node-a", 0, 4711, "running", 3), new WorkerInfo(1, null, 0, 0, "waiting for a slot", 2) },
        Settings = new Dictionary<string, string> { ["topology.workers"] = "2" },
    };

    public static TopologyInfo Broken { get; } = Words with
    {
        Id = "broken-7",
        Name = "broken",
        Status = TopologyStatus.Failed,
        EndedAt = Submitted.AddSeconds(75),
        Cause = "split[4] failed 11 times within 60 s: no such word",
        Workers = Array.Empty<WorkerInfo>(),
    };
}
