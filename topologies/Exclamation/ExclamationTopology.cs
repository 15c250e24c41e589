using Topology;

namespace Exclamation;

/// <summary>Random words pass two bolts, each of which appends "!!!": the smallest topology that shows parallelism and tracking.</summary>
public sealed class ExclamationTopology : TopologyDefinition
{
    public const int DefaultWordsPerSecond = 100;

    public override string Name => "exclamation";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        arguments.EnsureOnly("rate", "limit", "seed");
        var rate = arguments.GetInt32("rate", DefaultWordsPerSecond);
        if (rate <= 0)
            throw new TopologyArgumentException("rate", $"--rate must be 1 word a second or more, not {rate}.");

        var limit = arguments.GetInt32("limit", 0);
        if (limit < 0)
            throw new TopologyArgumentException("limit", $"--limit must be 0 (no end) or more, not {limit}.");

        var seed = arguments.GetInt32("seed", 1);

        builder.SetSpout("word", () => new RandomWordSpout(rate, limit, seed));
        builder.SetBolt("exclaim1", () => new ExclaimBolt(), 3).ShuffleGrouping("word");
        builder.SetBolt("exclaim2", () => new ExclaimBolt(), 2).ShuffleGrouping("exclaim1");
    }
}
