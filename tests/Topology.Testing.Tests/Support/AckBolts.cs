namespace Topology.Testing.Tests.Support;

/// <summary>Emits its input, anchored, and acks it.</summary>
internal sealed class IdentityBolt(params string[] fields) : BasicBolt
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields(fields));

    public override void Execute(StreamTuple input, BasicOutputCollector collector) => collector.Emit(input.Values);
}

/// <summary>Emits 0 … count − 1 for each input, all anchored to it.</summary>
internal sealed class BranchBolt(int count) : BasicBolt
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("number"));

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        for (var i = 0; i < count; i++)
            collector.Emit(i);
    }
}

/// <summary>Keeps so many inputs, then emits one tuple anchored to all of them and acks them.</summary>
internal sealed class AggregateBolt(int count) : Bolt
{
    private readonly List<StreamTuple> _kept = [];
    private OutputCollector? _collector;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("number"));

    public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

    public override void Execute(StreamTuple input)
    {
        _kept.Add(input);
        if (_kept.Count < count)
            return;
        var collector = _collector!; // set by Prepare
        collector.Emit(_kept.ToArray(), 1);
        foreach (var kept in _kept)
            collector.Ack(kept);
        _kept.Clear();
    }
}

/// <summary>Acks the first input, forgets the second, acks the third, and so on.</summary>
internal sealed class AckEveryOtherBolt : Bolt
{
    private OutputCollector? _collector;
    private bool _forgets;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

    public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

    public override void Execute(StreamTuple input)
    {
        if (!_forgets)
            _collector!.Ack(input); // set by Prepare
        _forgets = !_forgets;
    }
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

    public override void Execute(StreamTuple input) => execute(input, _collector!, _context!); // set by Prepare
}
