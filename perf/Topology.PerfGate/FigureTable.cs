using Topology.PerfGate.Figures;

namespace Topology.PerfGate;

/// <summary>Every budget of the project.</summary>
internal static class FigureTable
{
    /// <summary>Those of <c>LocalCluster</c>.</summary>
    private static readonly Budget[] Local =
    [
        new("limit", "chain untracked ÷ two raw threads", "tuples/s", Judged.Ratio, Bound.AtLeast, 0.35, 0.7, ChainFigures.Limit),
        new("libraries", "chain untracked ÷ best of Channels, Akka.Streams, Dataflow", "tuples/s", Judged.Ratio, Bound.AtLeast, 2, 4, ChainFigures.Libraries),
        new("tracked", "chain tracked ÷ untracked", "tuples/s", Judged.Ratio, Bound.AtLeast, 0.4, 0.7, ChainFigures.Tracked),
        new("wordcount", "word count 1/2/2 tracked ÷ Channels untracked", "words/s", Judged.Ratio, Bound.AtLeast, 1.5, 4, WordCountFigure.Measure),
        new("executors", "40 executors ÷ 3-executor chain", "tuples/s", Judged.Ratio, Bound.AtLeast, 0.6, 0.9, ChainFigures.ManyExecutors),
        new("allocation", "allocation per tuple, chain untracked (baseline: Channels)", "B", Judged.Value, Bound.AtMost, 120, 60, ChainFigures.Allocation),
        new("latency", "p99 latency tracked at 20,000/s ÷ Channels untracked", "µs", Judged.Ratio, Bound.AtMost, 20, 4, PacedFigures.Latency),
        new("cpu", "CPU at 20,000/s ÷ Channels", "% core", Judged.Ratio, Bound.AtMost, 1.5, 0.5, PacedFigures.Cpu),
        new("blocking", "8 executors blocking 5 ms a tuple ÷ 1,600/s; p99 of a neighbour ≤ 10 × alone", "tuples/s", Judged.Ratio, Bound.AtLeast, 0.8, 0.95, BlockingFigure.Measure),
        new("idle", "CPU of 20 idle executors (baseline: no topology)", "% core", Judged.Value, Bound.AtMost, 2, 0.5, IdleFigure.Measure),
        new("start", "start + submit + first tuple ÷ bare ActorSystem", "ms", Judged.Ratio, Bound.AtMost, 3, 1.5, StartFigure.Measure),
        new("slowbolt", "managed heap, bolt of 1 ms behind a fast spout", "MB", Judged.Value, Bound.AtMost, 100, null, SlowBoltFigure.Measure),
    ];

    /// <summary>Those of state and checkpoints.</summary>
    private static readonly Budget[] State =
    [
        new("onceness", "word count 1/2/2 effectively once, a checkpoint each second ÷ untracked", "words/s", Judged.Ratio, Bound.AtLeast, 0.5, 0.9, CheckpointFigures.WordCount),
        new("stall", "longest stall by a checkpoint, 1 M keys on 2 tasks ÷ copying them once", "ms", Judged.Ratio, Bound.AtMost, 2, 0.2, CheckpointFigures.Stall),
        new("restore", "restore of 1 M keys from SQLite ÷ reading the bytes and filling a Dictionary", "ms", Judged.Ratio, Bound.AtMost, 3, 1.3, CheckpointFigures.Restore),
        new("increment", "checkpoint of 1 M keys on RocksDB, 1 % changed ÷ a full one", "MB", Judged.Ratio, Bound.AtMost, 0.1, 0.03, CheckpointFigures.Incremental),
        new("keyed", "put+get on keyed state in memory ÷ Dictionary", "1/s", Judged.Ratio, Bound.AtLeast, 0.3, 0.7, CheckpointFigures.PutAndGet),
    ];

    /// <summary>Those of event time and windows.</summary>
    private static readonly Budget[] Windows =
    [
        new("watermarklag", "p99 lag of watermarks at 20,000/s over 3 stages ÷ p99 latency of the tuples", "µs", Judged.Ratio, Bound.AtMost, 5, 1.5, PacedFigures.WatermarkLag),
        new("tumbling", "tumbling 1 s count by 10,000 keys, event time ÷ the same without window", "tuples/s", Judged.Ratio, Bound.AtLeast, 0.4, 0.8, WindowFigures.Tumbling),
        new("sliding", "sliding 60 s / 1 s sum by 10,000 keys ÷ tumbling 1 s", "tuples/s", Judged.Ratio, Bound.AtLeast, 0.4, 0.8, WindowFigures.Sliding),
        new("windowmemory", "memory of a 1 h / 1 s sliding sum, 1,000 keys, 10 M tuples", "MB", Judged.Value, Bound.AtMost, 400, 100, WindowFigures.Memory),
    ];

    /// <summary>Those of the stream API.</summary>
    private static readonly Budget[] Streams =
    [
        new("streamwords", "word count 1/2/2 in the stream API ÷ the same with bolts, counts in state, tracked", "words/s", Judged.Ratio, Bound.AtLeast, 0.8, 1.0, StreamFigures.WordCount),
        new("sourcewords", "the same split in the task of the source, as without a word of parallelism ÷ the same bolts", "words/s", Judged.Ratio, Bound.AtLeast, 0.55, 0.8, StreamFigures.SplitAtSource),
        new("fusion", "fused Select, Where, SelectMany ÷ one bolt by hand, untracked", "tuples/s", Judged.Ratio, Bound.AtLeast, 0.7, 0.95, StreamFigures.Fusion),
    ];

    /// <summary>Those of a cluster of processes on loopback.</summary>
    private static readonly Budget[] Cluster =
    [
        new("wordcount2", "word count 1/2/2 tracked over 2 workers ÷ the same in LocalCluster", "words/s", Judged.Ratio, Bound.AtLeast, 0.25, 0.5, ClusterLoadFigures.WordCount),
        new("link", "spout → bolt across one link, untracked ÷ a bare socket with the same batches", "tuples/s", Judged.Ratio, Bound.AtLeast, 0.4, 0.8, ClusterLoadFigures.Link),
        new("linkp99", "p99 latency across one link, tracked, at 20,000/s ÷ a bare socket", "µs", Judged.Ratio, Bound.AtMost, 20, 4, ClusterLoadFigures.Latency),
        new("linkcpu", "CPU of both workers at that rate (baseline: a bare socket's receiver)", "% core", Judged.Value, Bound.AtMost, 60, 15, ClusterLoadFigures.Cpu),
        new("heartbeats", "members called unreachable at full load, of which none died", "", Judged.Value, Bound.AtMost, 0, 0, ClusterLoadFigures.Heartbeats),
        new("failover", "kill -9 of a worker under load → a tuple in its replacement", "s", Judged.Value, Bound.AtMost, 10, 5, ClusterEventFigures.WorkerDeath),
        new("takeover", "kill -9 of the master's node, of three → the next submit is accepted", "s", Judged.Value, Bound.AtMost, 15, 8, ClusterEventFigures.MasterDeath),
        new("submit", "submit of 20 MB → active on 2 workers", "s", Judged.Value, Bound.AtMost, 15, 6, ClusterEventFigures.LargeSubmit),
    ];

    public static IReadOnlyList<Budget> All { get; } = [.. Local, .. State, .. Windows, .. Streams, .. Cluster];

    /// <summary>Names for several figures at once.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Budget>> Groups { get; } =
        new Dictionary<string, IReadOnlyList<Budget>>(StringComparer.Ordinal) { ["local"] = Local, ["state"] = State, ["windows"] = Windows, ["streams"] = Streams, ["cluster"] = Cluster };
}
