using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>Records how late each tuple of a <see cref="PacedSpout"/> is, and the watermark that it brings about.</summary>
internal sealed class WatermarkSink(SinkCounters counters, LatencyProbe tuples, LatencyProbe watermarks) : Bolt, IWatermarkListener
{
    private readonly Queue<long> _ahead = new(); // of the watermark
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
        var scheduled = input.GetInt64(1);
        tuples.Record(scheduled);
        _ahead.Enqueue(scheduled);
        _counter.Add();
        _collector.Ack(input);
    }

    public void WatermarkAdvanced(DateTime watermark)
    {
        while (_ahead.TryPeek(out var scheduled) && PacedTimedChain.TicksOf(scheduled) <= watermark.Ticks + 1) // it is just below the latest tuple's time
        {
            watermarks.Record(scheduled);
            _ahead.Dequeue();
        }
    }
}
