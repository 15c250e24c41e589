using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>The chain spout → bolt → bolt as a topology, with any parallelism.</summary>
internal sealed class TopologyChain : IWorkload
{
    private readonly LocalRun _run = new();
    private readonly SinkCounters _sinks = new();
    private readonly bool _isSingle;

    /// <summary>Starts it.</summary>
    /// <param name="isTracked">Whether tuples are acknowledged; the limit of pending ones is the default.</param>
    /// <param name="spouts">Executors of the spout.</param>
    /// <param name="bolts">Executors of each of the two bolts.</param>
    /// <param name="ackers">Executors that would track.</param>
    public TopologyChain(bool isTracked, int spouts = 1, int bolts = 1, int ackers = 1)
    {
        _isSingle = spouts == 1 && bolts == 1;
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new ConstantSpout(isTracked), spouts);
        builder.SetBolt("middle", () => new ForwardBolt(), bolts).ShuffleGrouping("source");
        builder.SetBolt("sink", () => new CountingSink(_sinks), bolts).ShuffleGrouping("middle");
        _run.Submit("chain", builder, new TopologyConfig { AckerExecutors = ackers });
    }

    public long Count => _sinks.Count;

    public void Dispose()
    {
        _run.EnsureHealthy();
        _run.Dispose();
        if (_isSingle) // several sources emit the same numbers: their sum says nothing
            ChainWork.Check(nameof(TopologyChain), _sinks.Count, _sinks.Sum);
    }
}
