using System.Globalization;
using Topology;

namespace Throughput;

/// <summary>A constant spout, a bolt that passes tuples on, and one that drops them: what the runtime itself costs.</summary>
public sealed class ThroughputTopology : TopologyDefinition
{
    public override string Name => "throughput";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        arguments.EnsureOnly("tracked", "limit", "parallelism");
        var tracked = Flag(arguments, "tracked");
        var limit = Limit(arguments);
        var parallelism = arguments.GetInt32("parallelism", 1);
        if (parallelism <= 0)
            throw new TopologyArgumentException(string.Create(CultureInfo.InvariantCulture, $"--parallelism must be 1 or more, not {parallelism}."));

        builder.SetSpout("constant", () => new ConstantSpout(tracked, limit), parallelism);
        builder.SetBolt("identity", () => new IdentityBolt(), parallelism).LocalOrShuffleGrouping("constant");
        builder.SetBolt("null", () => new NullBolt(), parallelism).LocalOrShuffleGrouping("identity");
    }

    private static bool Flag(TopologyArguments arguments, string name) => arguments.GetString(name, "false") switch
    {
        "" or "true" => true,
        "false" => false,
        var other => throw new TopologyArgumentException($"--{name} takes no value, true or false, not '{other}'."),
    };

    private static long Limit(TopologyArguments arguments)
    {
        var text = arguments.GetString("limit", "0");
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : throw new TopologyArgumentException($"--limit must be a number of tuples a spout task, 0 for no end, not '{text}'.");
    }
}
