using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>Records how late each tuple of a <see cref="PacedSpout"/> is.</summary>
internal sealed class LatencySink(SinkCounters counters, LatencyProbe probe) : Bolt
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
        probe.Record(input.GetInt64(1));
        _counter.Add();
        _collector.Ack(input);
    }
}
