namespace Topology.Streams.Tests.Support;

/// <summary>A bolt that does nothing.</summary>
internal sealed class NoBolt : BasicBolt
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
    }
}

/// <summary>A bolt that is a function.</summary>
internal sealed class FunctionBolt(string stream, string[] fields, Action<StreamTuple, BasicOutputCollector> body) : BasicBolt
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.DeclareStream(stream, new Fields(fields));

    public override void Execute(StreamTuple input, BasicOutputCollector collector) => body(input, collector);
}
