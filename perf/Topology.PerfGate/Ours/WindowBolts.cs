using System.Runtime.InteropServices;
using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>Counts by key, and emits nothing: what counting in windows is compared with.</summary>
internal sealed class KeyCountBolt(SinkCounters counters) : Bolt
{
    private readonly Dictionary<Value, long> _counts = [];
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private SinkCounter _counter = null!; // likewise

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context, OutputCollector collector) => (_collector, _counter) = (collector, counters.Add());

    public override void Execute(StreamTuple input)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, input[0], out _)++;
        _counter.Add();
        _collector.Ack(input);
    }
}

/// <summary>Counts, or adds up, by key in windows.</summary>
internal sealed class WindowSumBolt(SinkCounters counters, bool sums) : WindowedBolt<long>
{
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private SinkCounter _counter = null!; // likewise

    public override bool CanSubtract => true;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "end", "sum"));

    public override void Prepare(TopologyContext context, OutputCollector collector) => (_collector, _counter) = (collector, counters.Add());

    public override long CreateAccumulator() => 0;

    public override long Add(long accumulator, StreamTuple input)
    {
        _counter.Add();
        return accumulator + (sums ? input.GetInt64(1) : 1);
    }

    public override long Merge(long left, long right) => left + right;

    public override long Subtract(long total, long leaving) => total - leaving;

    public override void Execute(WindowFrame<long> window) => _collector.Emit(window.Key, window.End, window.Value);
}
