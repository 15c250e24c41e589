namespace Topology.Cli.Tests.Fixtures;

/// <summary>Prints the arguments and settings that reach it.</summary>
public sealed class ArgumentsTopology : TopologyDefinition
{
    public override string Name => "arguments";

    public override TopologyConfig Configure(TopologyConfig defaults, TopologyArguments arguments) => defaults with { MaxSpoutPending = 77 };

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        Console.WriteLine($"defined with {string.Join('|', arguments.Raw)}");
        builder.SetSpout("source", () => new NumberSpout(1));
        builder.SetBolt("print", () => new PrintBolt()).ShuffleGrouping("source");
    }

    private sealed class PrintBolt : BasicBolt
    {
        private TopologyContext context = null!; // set by Prepare, which comes before any other call

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override void Prepare(TopologyContext context) => this.context = context;

        public override void Execute(StreamTuple input, BasicOutputCollector collector)
        {
            Console.WriteLine($"greeting {context.GetArgument("greeting") ?? "none"}, my.key {context.GetArgument("my.key") ?? "none"}");
            Console.WriteLine($"pending {context.Config.MaxSpoutPending}, time-out {context.Config.MessageTimeout}, running as {context.TopologyName}");
        }
    }
}
