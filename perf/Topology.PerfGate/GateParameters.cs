namespace Topology.PerfGate;

/// <summary>How long and at which rates the gate measures.</summary>
internal sealed record GateParameters
{
    /// <summary>The budgets are meant for these.</summary>
    public static GateParameters Full { get; } = new();

    /// <summary>For continuous integration: proves that everything works; its figures are coarser.</summary>
    public static GateParameters Quick { get; } = new()
    {
        WarmUp = TimeSpan.FromSeconds(1),
        Window = TimeSpan.FromSeconds(1),
        PacedWindow = TimeSpan.FromSeconds(2),
        IdleWindow = TimeSpan.FromSeconds(3),
        SlowBoltTime = TimeSpan.FromSeconds(10),
        Starts = 3,
        ClusterWarmUp = TimeSpan.FromSeconds(2),
        ClusterWindow = TimeSpan.FromSeconds(3),
        HeartbeatTime = TimeSpan.FromSeconds(10),
    };

    /// <summary>Before each window: time for tiered compilation to settle.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For throughput.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For latency: 100,000 tuples, so that the p99 rests on 1,000.</summary>
    public TimeSpan PacedWindow { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Tuples per second of the paced chain.</summary>
    public int PacedRate { get; init; } = 20_000;

    /// <summary>For the processor time of a topology with nothing to do.</summary>
    public TimeSpan IdleWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the heap of the slow bolt's topology is watched.</summary>
    public TimeSpan SlowBoltTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Child processes started of each kind.</summary>
    public int Starts { get; init; } = 5;

    /// <summary>The same for worker processes, which have just been started: the runtime compiles for 15 seconds before what is called 20,000 times a second has settled.</summary>
    public TimeSpan ClusterWarmUp { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For throughput, latency and processor time on a cluster: workers report once a second.</summary>
    public TimeSpan ClusterWindow { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long heartbeats are watched at full load.</summary>
    public TimeSpan HeartbeatTime { get; init; } = TimeSpan.FromSeconds(60);
}
