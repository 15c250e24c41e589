using Topology.PerfGate.Measuring;
using Topology.PerfGate.Ours;

namespace Topology.PerfGate.Figures;

/// <summary>Processor time of a topology of 20 executors, 5 of them spouts, in which nothing happens.</summary>
internal static class IdleFigure
{
    private const int Parallelism = 5;

    public static Reading Measure(Repeat repeat)
    {
        var parameters = repeat.Parameters;
        GC.Collect();
        var nothing = Window.Measure(() => 0, parameters.IdleWindow);
        using var run = new LocalRun();
        run.Submit("idle", Builder());
        Thread.Sleep(parameters.WarmUp);
        var idle = Window.Measure(() => 0, parameters.IdleWindow);
        run.EnsureHealthy();
        return new Reading(idle.CpuPercent, nothing.CpuPercent);
    }

    private static TopologyBuilder Builder()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new IdleSpout(), Parallelism);
        builder.SetBolt("first", () => new ForwardBolt(), Parallelism).ShuffleGrouping("source");
        builder.SetBolt("second", () => new ForwardBolt(), Parallelism).ShuffleGrouping("first");
        builder.SetBolt("sink", () => new CountingSink(new SinkCounters()), Parallelism).ShuffleGrouping("second");
        return builder;
    }

    private sealed class IdleSpout : Spout
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(ForwardBolt.Fields);

        public override void Execute()
        {
        }
    }
}
