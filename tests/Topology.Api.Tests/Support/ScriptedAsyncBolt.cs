namespace Topology.Api.Tests.Support;

/// <summary>An asynchronous bolt that is one method.</summary>
internal sealed class ScriptedAsyncBolt(Func<StreamTuple, AsyncOutputCollector, ValueTask> body) : AsyncBolt
{
    public TopologyContext? Prepared { get; private set; }

    public override int MaxConcurrency => 1;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

    public override void Prepare(TopologyContext context) => Prepared = context;

    public override ValueTask ExecuteAsync(StreamTuple input, AsyncOutputCollector collector, CancellationToken token) => body(input, collector);
}
