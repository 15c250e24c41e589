using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>Word count 1/2/2, tracked with one acker and the default limit of pending tuples, or untracked. Counts words at the counters.</summary>
internal sealed class WordCountTopology : IWorkload
{
    private readonly LocalRun _run = new();
    private readonly SinkCounters _words = new();

    public WordCountTopology(bool isTracked = true)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("lines", () => new LineSpout());
        builder.SetBolt("split", () => new SplitBolt(), 2).ShuffleGrouping("lines");
        builder.SetBolt("count", () => new CountBolt(_words), 2).FieldsGrouping("split", new Fields("word"));
        _run.Submit("wordcount", builder, new TopologyConfig { AckerExecutors = 1, Guarantee = isTracked ? DeliveryGuarantee.AtLeastOnce : DeliveryGuarantee.AtMostOnce });
    }

    public long Count => _words.Count;

    public void Dispose()
    {
        _run.EnsureHealthy();
        _run.Dispose();
    }
}
