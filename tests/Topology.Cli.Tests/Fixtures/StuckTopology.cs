namespace Topology.Cli.Tests.Fixtures;

/// <summary>Its bolt never acks, so that a stop waits for what is in flight.</summary>
public sealed class StuckTopology : TopologyDefinition
{
    public override string Name => "stuck";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        builder.SetSpout("source", () => new NumberSpout(0));
        builder.SetBolt("keep", () => new KeepBolt()).ShuffleGrouping("source");
    }

    private sealed class KeepBolt : Bolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override void Prepare(TopologyContext context, OutputCollector collector)
        {
        }

        public override void Execute(StreamTuple input)
        {
            if (input.GetInt64(0) == 100)
                Console.WriteLine("a hundred kept");
        }
    }
}
