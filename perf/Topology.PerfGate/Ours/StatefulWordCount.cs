using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>Word count 1/2/2 written with bolts, tracked, its counts in state: what <see cref="StreamWordCount"/> is compared with.</summary>
internal sealed class StatefulWordCount : IWorkload
{
    private readonly LocalRun _run = new();
    private readonly SinkCounters _words = new();

    public StatefulWordCount()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("lines", () => new LineSpout());
        builder.SetBolt("split", () => new SplitBolt(), 2).ShuffleGrouping("lines");
        builder.SetBolt("count", () => new StatefulCountBolt(_words), 2).FieldsGrouping("split", new Fields("word"));
        _run.Submit("wordcount", builder, new TopologyConfig { AckerExecutors = 1 });
    }

    public long Count => _words.Count;

    public void Dispose()
    {
        _run.EnsureHealthy();
        _run.Dispose();
    }
}
