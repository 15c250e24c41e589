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
