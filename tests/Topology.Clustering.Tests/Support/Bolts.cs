namespace Topology.Clustering.Tests.Support;

/// <summary>Emits its input, anchored, and acks it.</summary>
internal sealed class IdentityBolt(params string[] fields) : BasicBolt
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields(fields));

    public override void Execute(StreamTuple input, BasicOutputCollector collector) => collector.Emit(input.Values);
}

/// <summary>Calls a function for each tuple; the function acks.</summary>
internal sealed class FunctionBolt(Action<StreamTuple, OutputCollector, TopologyContext> execute, Fields? output = null) : Bolt
{
    private OutputCollector? _collector;
    private TopologyContext? _context;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
        if (output is not null)
            declarer.Declare(output);
    }

    public override void Prepare(TopologyContext context, OutputCollector collector) => (_context, _collector) = (context, collector);

    public override void Execute(StreamTuple input) => execute(input, _collector!, _context!);
}

/// <summary>Emits a word with its count so far.</summary>
internal sealed class WordCounter : BasicBolt
{
    private readonly Dictionary<Value, int> _counts = [];

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word", "count"));

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        var count = _counts[input[0]] = _counts.GetValueOrDefault(input[0]) + 1;
        collector.Emit(input[0], count);
    }
}

/// <summary>Emits how many tuples it has got so far.</summary>
internal sealed class GlobalCount : BasicBolt
{
    private int _count;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("count"));

    public override void Execute(StreamTuple input, BasicOutputCollector collector) => collector.Emit(++_count);
}

/// <summary>Emits the sum over words of the latest counts.</summary>
internal sealed class AggregatesCounter : BasicBolt
{
    private readonly Dictionary<string, int> _counts = [];

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("sum"));

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        _counts[input.GetString("word")] = input.GetInt32("count");
        collector.Emit(_counts.Values.Sum());
    }
}
