using Topology.PerfGate.Measuring;
using Topology.PerfGate.Ours;

namespace Topology.PerfGate.Figures;

/// <summary>The managed heap while a fast spout pushes against a bolt that takes 1 ms a tuple: without back-pressure it would grow for ever.</summary>
internal static class SlowBoltFigure
{
    private const double BytesPerMegabyte = 1_000_000;

    private static readonly TimeSpan TimePerTuple = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(200);

    public static Reading Measure(Repeat repeat)
    {
        GC.Collect();
        var counters = new SinkCounters();
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new ConstantSpout(isTracked: false));
        builder.SetBolt("slow", () => new SleepingSink(counters, TimePerTuple)).ShuffleGrouping("source");
        using var run = new LocalRun();
        run.Submit("slow", builder);

        var most = 0L;
        var window = Window.Around(() => counters.Count, () => most = Watch(repeat.Parameters.SlowBoltTime));
        run.EnsureHealthy();
        if (window.Tuples == 0)
            throw new InvalidOperationException("The slow bolt got no tuple.");
        return new Reading(most / BytesPerMegabyte, null, $"({Report.Number(window.Rate)} tuples/s)");
    }

    /// <summary>The largest heap seen, garbage included: what is alive is less.</summary>
    private static long Watch(TimeSpan time)
    {
        var most = 0L;
        for (var left = time; left > TimeSpan.Zero; left -= SampleEvery)
        {
            Thread.Sleep(SampleEvery);
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
        }
        return most;
    }
}
