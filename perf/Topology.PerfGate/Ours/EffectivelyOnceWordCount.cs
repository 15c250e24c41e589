using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>Word count 1/2/2, effectively once: a source with a position, counts in state, a checkpoint each second in a SQLite file. Counts words at the counters.</summary>
internal sealed class EffectivelyOnceWordCount : IWorkload
{
    private readonly string _folder = Directory.CreateTempSubdirectory("topology-perf-").FullName;
    private readonly LocalRun _run;
    private readonly SinkCounters _words = new();

    public EffectivelyOnceWordCount()
    {
        _run = new LocalRun(_folder);
        var builder = new TopologyBuilder();
        builder.SetSpout("lines", () => new PositionedLineSpout());
        builder.SetBolt("split", () => new SplitBolt(), 2).ShuffleGrouping("lines");
        builder.SetBolt("count", () => new StatefulCountBolt(_words), 2).FieldsGrouping("split", new Fields("word"));
        _run.Submit("wordcount", builder, new TopologyConfig { Guarantee = DeliveryGuarantee.EffectivelyOnce, CheckpointInterval = TimeSpan.FromSeconds(1) });
    }

    public long Count => _words.Count;

    public void Dispose()
    {
        _run.EnsureHealthy();
        var checkpoints = _run.Checkpoints;
        _run.Dispose();
        Directory.Delete(_folder, recursive: true);
        if (checkpoints.Completed == 0 || checkpoints.Failed > 0)
            throw new InvalidOperationException($"{checkpoints.Completed} checkpoints were completed, {checkpoints.Failed} failed: {checkpoints.LastFailure}");
    }
}
