using Topology.PerfGate.Measuring;
using Topology.PerfGate.Ours;

namespace Topology.PerfTopologies;

/// <summary>A spout and a bolt on two workers, so that every tuple crosses the link between them.</summary>
/// <remarks>
/// <c>--tracked</c>: tuples are acknowledged. <c>--rate n</c>: so many a second, tracked; else as fast as it goes. <c>--latency file --warm-up s</c>: with a rate, writes the
/// 99th percentile of what came after the warm-up when the topology ends. <c>--marks folder</c>: shows there in which process the bolt got its first tuple.
/// </remarks>
public sealed class Link : TopologyDefinition
{
    /// <inheritdoc/>
    public override string Name => "link";

    /// <inheritdoc/>
    public override TopologyConfig Configure(TopologyConfig defaults, TopologyArguments arguments) => defaults with { Workers = 2, AckerExecutors = 1 };

    /// <inheritdoc/>
    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        arguments.EnsureOnly("tracked", "rate", "latency", "warm-up", "marks");
        var isTracked = arguments.GetBoolean("tracked");
        if (arguments.GetInt32("rate", 0) is var rate and > 0)
            builder.SetSpout("source", () => new PacedSpout(rate));
        else
            builder.SetSpout("source", () => new ConstantSpout(isTracked));
        builder.SetBolt("sink", Sink(arguments)).ShuffleGrouping("source");
    }

    private static Func<Bolt> Sink(TopologyArguments arguments)
    {
        if (arguments.GetString("latency") is { } file)
        {
            var warmUp = arguments.GetTimeSpan("warm-up", TimeSpan.Zero);
            return () => new LatencyFileSink(file, warmUp);
        }
        if (arguments.GetString("marks") is { } folder)
            return () => new MarkingSink(folder);
        var counters = new SinkCounters();
        return () => new CountingSink(counters);
    }
}
