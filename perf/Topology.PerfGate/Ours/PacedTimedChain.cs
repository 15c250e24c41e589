using System.Diagnostics;
using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>The chain at a fixed rate, tracked, one executor a stage, with event time: that at which a tuple was to be emitted.</summary>
internal sealed class PacedTimedChain : IPacedWorkload
{
    private readonly SinkCounters _sinks = new();
    private readonly LocalRun _run = new();

    public PacedTimedChain(int tuplesPerSecond)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new PacedSpout(tuplesPerSecond)).WithEventTime(values => new DateTime(TicksOf(values[1].AsInt64()), DateTimeKind.Utc));
        builder.SetBolt("middle", () => new ForwardBolt(step: 0)).ShuffleGrouping("source");
        builder.SetBolt("sink", () => new WatermarkSink(_sinks, Probe, WatermarkProbe)).ShuffleGrouping("middle");
        _run.Submit("paced", builder, new TopologyConfig { AckerExecutors = 1 });
    }

    public LatencyProbe Probe { get; } = new();

    public LatencyProbe WatermarkProbe { get; } = new();

    public long Count => _sinks.Count;

    /// <summary>A <see cref="Stopwatch"/> time in ticks of 100 ns.</summary>
    public static long TicksOf(long scheduled) => scheduled / (Stopwatch.Frequency / TimeSpan.TicksPerSecond);

    public void Dispose()
    {
        _run.EnsureHealthy();
        _run.Dispose();
    }
}
