using Topology.PerfGate.Measuring;
using Topology.PerfGate.Ours;

namespace Topology.PerfGate.Figures;

/// <summary>What windows cost, in time and in memory.</summary>
internal static class WindowFigures
{
    private const int Keys = 1_000;
    private const long Tuples = 10_000_000;
    private const double BytesPerMegabyte = 1_000_000;

    private static readonly TimeSpan Length = TimeSpan.FromHours(1);
    private static readonly TimeSpan Slide = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    public static Reading Tumbling(Repeat repeat) => new(Workloads.Measure(repeat, "tumbling").Rate, Workloads.Measure(repeat, "counted by key").Rate);

    public static Reading Sliding(Repeat repeat) => new(Workloads.Measure(repeat, "sliding").Rate, Workloads.Measure(repeat, "tumbling").Rate);

    /// <summary>What is alive once all tuples are in: every key has something in each of 3,600 slices. No checkpoint is taken, which would be kept in this memory, too.</summary>
    public static Reading Memory(Repeat repeat)
    {
        var counters = new SinkCounters();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new TimedKeySpout(Keys, Length.Ticks / Tuples, Tuples)).WithEventTime("time", WatermarkStrategy.Monotonic());
        builder.SetBolt("sum", () => new WindowSumBolt(counters, sums: true)).FieldsGrouping("source", new Fields("key")).WithSlidingWindow(Length, Slide).WithWindowKey("key");
        using var run = new LocalRun();
        run.Submit("memory", builder, new TopologyConfig { CheckpointInterval = TimeSpan.FromDays(1) });

        var window = Window.Around(() => counters.Count, () => WaitFor(counters));
        var alive = GC.GetTotalMemory(forceFullCollection: true) - before;
        run.EnsureHealthy();
        return new Reading(alive / BytesPerMegabyte, null, $"({Report.Number(window.Rate)} tuples/s)");
    }

    private static void WaitFor(SinkCounters counters)
    {
        for (var left = Patience; counters.Count < Tuples; left -= LookEvery)
        {
            if (left <= TimeSpan.Zero)
                throw new TimeoutException($"{counters.Count} of {Tuples} tuples arrived within {Patience.TotalSeconds} s.");
            Thread.Sleep(LookEvery);
        }
    }
}
