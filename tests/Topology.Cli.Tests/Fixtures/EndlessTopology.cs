namespace Topology.Cli.Tests.Fixtures;

/// <summary>Never ends by itself: acks most tuples, fails one in ten, and keeps the first three, which are never acked.</summary>
public sealed class EndlessTopology : TopologyDefinition
{
    public const int Kept = 3;

    public override string Name => "endless";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        builder.SetSpout("source", () => new NumberSpout(0));
        builder.SetBolt("mixed", () => new MixedBolt()).ShuffleGrouping("source");
    }

    private sealed class MixedBolt : Bolt
    {
        private OutputCollector collector = null!; // set by Prepare, which comes before any other call

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override void Prepare(TopologyContext context, OutputCollector collector) => this.collector = collector;

        public override void Execute(StreamTuple input)
        {
            var number = input.GetInt64(0);
            if (number <= Kept)
                return;

            if (number % 10 == 0)
                collector.Fail(input);
            else
                collector.Ack(input);
            if (number == 1000)
                Console.WriteLine("a thousand passed");
        }

        public override void Cleanup() => Console.WriteLine("cleaned up");
    }
}
