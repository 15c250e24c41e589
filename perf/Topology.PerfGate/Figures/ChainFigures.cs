using Topology.PerfGate.Baselines;
using Topology.PerfGate.Measuring;
using Topology.PerfGate.Ours;

namespace Topology.PerfGate.Figures;

/// <summary>The figures of the chain spout → bolt → bolt; see <see cref="ChainWork"/>.</summary>
internal static class ChainFigures
{
    public static Reading Limit(Repeat repeat) => new(Untracked(repeat).Rate, Of(repeat, "limit", () => new RawThreadChain()).Rate);

    /// <summary>The best rival counts. Akka.Streams fused is measured too, but is one thread and no chain of stages that run side by side.</summary>
    public static Reading Libraries(Repeat repeat)
    {
        var ours = Untracked(repeat).Rate;
        var channels = Channels(repeat).Rate;
        var streams = Of(repeat, "streams", () => new StreamsChain(isFused: false)).Rate;
        var fused = Of(repeat, "streams fused", () => new StreamsChain(isFused: true)).Rate;
        var dataflow = Of(repeat, "dataflow", () => new DataflowChain()).Rate;
        var note = $"(Channels {Report.Number(channels)}, Akka.Streams async {Report.Number(streams)}, fused, not counted, {Report.Number(fused)}, Dataflow {Report.Number(dataflow)})";
        return new Reading(ours, Math.Max(channels, Math.Max(streams, dataflow)), note);
    }

    public static Reading Tracked(Repeat repeat) =>
        new(Of(repeat, "tracked", () => new TopologyChain(isTracked: true)).Rate, Untracked(repeat).Rate);

    /// <summary>10 spouts, 15 + 15 bolts, untracked, 10 ackers with nothing to do: a tuple passes the same three stages as in the
    /// chain of 3 executors, so tuples per second at the sink compare directly.</summary>
    public static Reading ManyExecutors(Repeat repeat) =>
        new(Of(repeat, "40 executors", () => new TopologyChain(isTracked: false, spouts: 10, bolts: 15, ackers: 10)).Rate, Untracked(repeat).Rate);

    public static Reading Allocation(Repeat repeat) => new(Untracked(repeat).AllocatedPerTuple, Channels(repeat).AllocatedPerTuple);

    private static Window Untracked(Repeat repeat) => Of(repeat, "untracked", () => new TopologyChain(isTracked: false));

    private static Window Channels(Repeat repeat) => Of(repeat, "channels", () => new ChannelChain());

    private static Window Of(Repeat repeat, string name, Func<IWorkload> start) =>
        repeat.Once(name, parameters => Window.Measure(start, parameters));
}
