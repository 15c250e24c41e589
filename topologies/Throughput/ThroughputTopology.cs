using Topology;

namespace Throughput;

/// <summary>A constant spout, a bolt that passes tuples on, and one that drops them: what the runtime itself costs.</summary>
public sealed class ThroughputTopology : TopologyDefinition
{
    public override string Name => "throughput";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        arguments.EnsureOnly("tracked", "limit", "parallelism");
        var tracked = arguments.GetBoolean("tracked");
        var limit = Limit(arguments);
        var parallelism = arguments.GetInt32("parallelism", 1);
        if (parallelism <= 0)
            throw new TopologyArgumentException("parallelism", $"--parallelism must be 1 or more, not {parallelism}.");

        builder.SetSpout("constant", () => new ConstantSpout(tracked, limit), parallelism);
        builder.SetBolt("identity", () => new IdentityBolt(), parallelism).LocalOrShuffleGrouping("constant");
        builder.SetBolt("null", () => new NullBolt(), parallelism).LocalOrShuffleGrouping("identity");
    }

    private static long Limit(TopologyArguments arguments)
    {
        var limit = arguments.GetInt64("limit", 0);
        return limit >= 0
            ? limit
            : throw new TopologyArgumentException("limit", $"--limit must be a number of tuples a spout task, 0 for no end, not {limit}.");
    }
}
