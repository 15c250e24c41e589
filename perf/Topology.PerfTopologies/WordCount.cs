using Topology.PerfGate.Measuring;
using Topology.PerfGate.Ours;

namespace Topology.PerfTopologies;

/// <summary>The word count 1/2/2 of the local figures, tracked with one acker, on two workers unless the settings say otherwise.</summary>
public sealed class WordCount : TopologyDefinition
{
    /// <inheritdoc/>
    public override string Name => "wordcount";

    /// <inheritdoc/>
    public override TopologyConfig Configure(TopologyConfig defaults, TopologyArguments arguments) => defaults with { Workers = 2, AckerExecutors = 1 };

    /// <inheritdoc/>
    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        arguments.EnsureOnly();
        var words = new SinkCounters();
        builder.SetSpout("lines", () => new LineSpout());
        builder.SetBolt("split", () => new SplitBolt(), 2).ShuffleGrouping("lines");
        builder.SetBolt("count", () => new CountBolt(words), 2).FieldsGrouping("split", new Fields("word"));
    }
}
