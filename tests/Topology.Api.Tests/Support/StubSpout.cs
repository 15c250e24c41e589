namespace Topology.Api.Tests.Support;

/// <summary>A spout that only declares streams.</summary>
internal sealed class StubSpout(Action<OutputFieldsDeclarer> declare) : Spout
{
    public StubSpout(params string[] fields)
        : this(declarer => declarer.Declare(new Fields(fields)))
    {
    }

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declare(declarer);

    public override void Execute()
    {
    }
}
