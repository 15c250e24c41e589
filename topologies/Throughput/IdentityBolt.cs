using Topology;

namespace Throughput;

/// <summary>Passes every tuple on, anchored.</summary>
public sealed class IdentityBolt : Bolt
{
    private OutputCollector collector = null!; // set by Prepare, which comes before any other call

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("value"));

    public override void Prepare(TopologyContext context, OutputCollector collector) => this.collector = collector;

    public override void Execute(StreamTuple input)
    {
        collector.Emit(input, input[0]);
        collector.Ack(input);
    }
}
