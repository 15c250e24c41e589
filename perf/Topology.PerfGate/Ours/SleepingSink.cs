using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>A sink that blocks its thread for each tuple, and declares nothing.</summary>
internal sealed class SleepingSink(SinkCounters counters, TimeSpan time) : BasicBolt
{
    private SinkCounter _counter = null!; // set by Prepare, which comes before any other call

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context) => _counter = counters.Add();

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        Thread.Sleep(time);
        _counter.Add();
    }
}
