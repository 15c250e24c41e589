using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>The chain at a fixed rate, tracked, one executor a stage.</summary>
internal sealed class PacedTopologyChain : IPacedWorkload
{
    private readonly SinkCounters _sinks = new();

    public PacedTopologyChain(int tuplesPerSecond)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new PacedSpout(tuplesPerSecond));
        builder.SetBolt("middle", () => new ForwardBolt(step: 0)).ShuffleGrouping("source");
        builder.SetBolt("sink", () => new LatencySink(_sinks, Probe)).ShuffleGrouping("middle");
        Run.Submit("paced", builder, new TopologyConfig { AckerExecutors = 1 });
    }

    /// <summary>The cluster, so that another topology can be put beside it.</summary>
    public LocalRun Run { get; } = new();

    public LatencyProbe Probe { get; } = new();

    public long Count => _sinks.Count;

    public void Dispose()
    {
        Run.EnsureHealthy();
        Run.Dispose();
    }
}
