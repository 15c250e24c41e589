namespace Topology.Cli.Tests.Fixtures;

/// <summary>Prints the numbers 1 to --limit.</summary>
public sealed class NumbersTopology : TopologyDefinition
{
    public override string Name => "numbers";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        arguments.EnsureOnly("limit");
        var limit = arguments.GetInt64("limit", 3);
        builder.SetSpout("source", () => new NumberSpout(limit));
        builder.SetBolt("double", new Fields("number", "doubled"), (input, collector) => collector.Emit(input[0], 2 * input.GetInt64(0)), 4)
            .ShuffleGrouping("source").SetNumTasks(6);
        builder.SetBolt("print", new Fields(), (input, _) => Console.WriteLine($"twice {input[0]} is {input[1]}")).GlobalGrouping("double");
    }
}
