namespace Topology.Api.Tests.Support;

/// <summary>A bolt that only declares streams.</summary>
internal sealed class StubBolt(Action<OutputFieldsDeclarer> declare) : Bolt
{
    public StubBolt(params string[] fields)
        : this(declarer => declarer.Declare(new Fields(fields)))
    {
    }

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declare(declarer);

    public override void Execute(StreamTuple input)
    {
    }
}
