namespace Topology.Testing.Tests.Support;

/// <summary>Emits a word with its count so far, in this task.</summary>
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
