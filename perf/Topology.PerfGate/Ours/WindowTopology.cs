using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>One source with event time, one bolt that counts by 10,000 keys. A million tuples are a second of event time, so each second 10,000 results are emitted.</summary>
internal sealed class WindowTopology : IWorkload
{
    private const int Keys = 10_000;

    private readonly LocalRun _run = new();
    private readonly SinkCounters _counters = new();

    /// <summary>Starts it.</summary>
    /// <param name="window">Null: counts without windows.</param>
    /// <param name="sums">Adds up instead of counting.</param>
    public WindowTopology(WindowSpec? window, bool sums = false)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new TimedKeySpout(Keys, TimeSpan.TicksPerMicrosecond)).WithEventTime("time", WatermarkStrategy.Monotonic());
        var bolt = builder.SetBolt("count", () => window is null ? new KeyCountBolt(_counters) : new WindowSumBolt(_counters, sums)).FieldsGrouping("source", new Fields("key"));
        if (window is not null)
            bolt.WithWindow(window with { KeyFields = ["key"] });
        _run.Submit("windows", builder);
    }

    public long Count => _counters.Count;

    public void Dispose()
    {
        _run.EnsureHealthy();
        _run.Dispose();
    }
}
