using Topology;

namespace Throughput;

/// <summary>Acknowledges every tuple and drops it.</summary>
public sealed class NullBolt : Bolt
{
    private OutputCollector collector = null!; // set by Prepare, which comes before any other call

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context, OutputCollector collector) => this.collector = collector;

    public override void Execute(StreamTuple input) => collector.Ack(input);
}
