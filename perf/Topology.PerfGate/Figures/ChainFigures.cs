using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Figures;

/// <summary>The figures of the chain spout → bolt → bolt; see <see cref="ChainWork"/>.</summary>
internal static class ChainFigures
{
    public static Reading Limit(Repeat repeat) => new(Untracked(repeat).Rate, Workloads.Measure(repeat, "limit").Rate);

    /// <summary>The best rival counts. Akka.Streams fused is measured too, but is one thread and no chain of stages that run side by side.</summary>
    public static Reading Libraries(Repeat repeat)
    {
        var ours = Untracked(repeat).Rate;
        var channels = Channels(repeat).Rate;
        var streams = Workloads.Measure(repeat, "streams").Rate;
        var fused = Workloads.Measure(repeat, "streams fused").Rate;
        var dataflow = Workloads.Measure(repeat, "dataflow").Rate;
        var note = $"(Channels {Report.Number(channels)}, Akka.Streams async {Report.Number(streams)}, fused, not counted, {Report.Number(fused)}, Dataflow {Report.Number(dataflow)})";
        return new Reading(ours, Math.Max(channels, Math.Max(streams, dataflow)), note);
    }

    public static Reading Tracked(Repeat repeat) =>
        new(Workloads.Measure(repeat, "tracked").Rate, Untracked(repeat).Rate);

    /// <summary>10 spouts, 15 + 15 bolts, untracked, 10 ackers with nothing to do: a tuple passes the same three stages as in the
    /// chain of 3 executors, so tuples per second at the sink compare directly.</summary>
    public static Reading ManyExecutors(Repeat repeat) =>
        new(Workloads.Measure(repeat, "40 executors").Rate, Untracked(repeat).Rate);

    public static Reading Allocation(Repeat repeat) => new(Untracked(repeat).AllocatedPerTuple, Channels(repeat).AllocatedPerTuple);

    private static Window Untracked(Repeat repeat) => Workloads.Measure(repeat, "untracked");

    private static Window Channels(Repeat repeat) => Workloads.Measure(repeat, "channels");
}
