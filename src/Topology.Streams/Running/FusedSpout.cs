using Topology.Engine;
using Topology.Streams.Operators;
using Topology.Streams.Planning;

namespace Topology.Streams.Running;

/// <summary>A source with a chain of operators behind it in the same task: what the spout emits is transformed before it leaves.</summary>
internal class FusedSpout<T>(Segment segment, Spout inner, SpoutMapping<T> map, SourceOperator<T> source) : Spout, ICheckpointListener
{
    protected Spout Inner => inner;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => segment.Declare(declarer);

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector)
    {
        var scope = new TaskScope(segment, context);
        var output = new SpoutOutput(collector);
        scope.Output = output;
        inner.Prepare(context, new FusingCollector<T>(collector, output, source.CreateChain(scope), map, source, scope));
    }

    public override void Execute() => inner.Execute();

    public override void Ack(Value messageId) => inner.Ack(messageId);

    public override void Fail(Value messageId, FailReason reason) => inner.Fail(messageId, reason);

    public override void Activate() => inner.Activate();

    public override void Deactivate() => inner.Deactivate();

    public override void Cleanup() => inner.Cleanup();

    public void BeforeCheckpoint(long checkpointId) => (inner as ICheckpointListener)?.BeforeCheckpoint(checkpointId);

    public void CheckpointCompleted(long checkpointId) => (inner as ICheckpointListener)?.CheckpointCompleted(checkpointId);
}

/// <summary>The same of a source with state.</summary>
internal sealed class StatefulFusedSpout<T>(Segment segment, Spout inner, SpoutMapping<T> map, SourceOperator<T> source)
    : FusedSpout<T>(segment, inner, map, source), IStatefulComponent
{
    public void InitState(TopologyContext context) => ((IStatefulComponent)Inner).InitState(context);
}
