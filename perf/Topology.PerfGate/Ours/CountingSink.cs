using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>The sink of <see cref="ChainWork"/>.</summary>
internal sealed class CountingSink(SinkCounters counters) : Bolt
{
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private SinkCounter _counter = null!; // likewise

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        _collector = collector;
        _counter = counters.Add();
    }

    public override void Execute(StreamTuple input)
    {
        _counter.Take(input.GetString(0), input.GetInt64(1));
        _collector.Ack(input);
    }
}
