using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>What both sides of the fusion figure do to each number: transform it, drop a quarter, double every second one of the rest.</summary>
internal static class NumberWork
{
    public static Fields Fields { get; } = new("value");

    public static long Transform(long number) => number * 3 + 1;

    public static bool IsWanted(long number) => (number & 3) != 0;

    public static long[] Multiply(long number) => (number & 1) == 0 ? [number, number + 1] : [number];
}

/// <summary>Emits ascending numbers, untracked.</summary>
internal sealed class NumberSpout : Spout
{
    private SpoutOutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private long _next;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(NumberWork.Fields);

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

    public override void Execute() => _collector.Emit(_next++);
}

/// <summary>The work by hand.</summary>
internal sealed class NumberBolt : BasicBolt
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(NumberWork.Fields);

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        var number = NumberWork.Transform(input.GetInt64(0));
        if (!NumberWork.IsWanted(number))
            return;
        foreach (var one in NumberWork.Multiply(number))
            collector.Emit(one);
    }
}

/// <summary>Counts.</summary>
internal sealed class NumberSink(SinkCounters counters) : BasicBolt
{
    private SinkCounter _counter = null!; // set by Prepare, which comes before any other call

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context) => _counter = counters.Add();

    public override void Execute(StreamTuple input, BasicOutputCollector collector) => _counter.Take("", input.GetInt64(0));
}
