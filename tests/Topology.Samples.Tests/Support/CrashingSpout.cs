namespace Topology.Samples.Tests.Support;

/// <summary>Another spout that throws instead of passing an ack on, when it is asked to.</summary>
internal sealed class CrashingSpout(Spout inner, Func<bool> crashes) : Spout
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => inner.DeclareOutputFields(declarer);

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => inner.Prepare(context, collector);

    public override void Execute() => inner.Execute();

    public override void Ack(Value messageId)
    {
        if (crashes())
            throw new InvalidOperationException("The spout crashes, as the test wants it.");
        inner.Ack(messageId);
    }

    public override void Fail(Value messageId, FailReason reason) => inner.Fail(messageId, reason);

    public override void Cleanup() => inner.Cleanup();
}
