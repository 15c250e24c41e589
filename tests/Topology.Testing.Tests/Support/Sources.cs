namespace Topology.Testing.Tests.Support;

/// <summary>Stands for a source that needs something outside: it may be asked for its fields and nothing else.</summary>
internal sealed class RemoteSpout(params string[] fields) : Spout
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields(fields));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) =>
        throw new InvalidOperationException("a test must not connect to anything");

    public override void Execute() { }
}

/// <summary>A source that never pauses and never ends: emits 0, 1, 2 …, tracked.</summary>
internal sealed class EndlessSpout : Spout
{
    private SpoutOutputCollector? _collector;
    private long _next;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("number"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

    public override void Execute()
    {
        _collector!.EmitWithId(_next, _next); // set by Prepare
        _next++;
    }
}
