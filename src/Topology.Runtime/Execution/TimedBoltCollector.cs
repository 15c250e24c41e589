using Topology.Runtime.Messaging;
using Topology.Runtime.Watermarks;

namespace Topology.Runtime.Execution;

/// <summary>The collector of one bolt task whose tuples have event time: says which tuple an emit has it from.</summary>
/// <param name="executor">The task's.</param>
/// <param name="streams">The task's.</param>
/// <param name="outbox">The executor's.</param>
/// <param name="time">The executor's.</param>
internal sealed class TimedBoltCollector(BoltExecutor executor, TaskStreams streams, TupleOutbox outbox, InheritedTime time) : BoltCollector(executor, streams, outbox)
{
    private readonly TaskStreams _streams = streams;

    public override DateTime? OutputEventTime
    {
        get
        {
            _streams.CheckThread();
            return time.Set;
        }
        set
        {
            _streams.CheckThread();
            time.Set = value;
        }
    }

    public override void Emit(StreamTuple anchor, params ReadOnlySpan<Value> values)
    {
        Anchor(anchor);
        base.Emit(anchor, values);
        time.Unanchor();
    }

    public override void Emit(ReadOnlySpan<StreamTuple> anchors, params ReadOnlySpan<Value> values)
    {
        Anchor(anchors);
        base.Emit(anchors, values);
        time.Unanchor();
    }

    public override void Emit(params ReadOnlySpan<Value> values)
    {
        time.Unanchor(); // an emit before may have thrown
        base.Emit(values);
    }

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values)
    {
        time.Unanchor();
        base.EmitTo(stream, values);
    }

    public override void EmitTo(string stream, StreamTuple anchor, params ReadOnlySpan<Value> values)
    {
        Anchor(anchor);
        base.EmitTo(stream, anchor, values);
        time.Unanchor();
    }

    public override void EmitTo(string stream, ReadOnlySpan<StreamTuple> anchors, params ReadOnlySpan<Value> values)
    {
        Anchor(anchors);
        base.EmitTo(stream, anchors, values);
        time.Unanchor();
    }

    public override void EmitDirect(int taskId, string stream, StreamTuple? anchor, params ReadOnlySpan<Value> values)
    {
        if (anchor is { } tuple)
            Anchor(tuple);
        else
            time.Unanchor();
        base.EmitDirect(taskId, stream, anchor, values);
        time.Unanchor();
    }

    private void Anchor(ReadOnlySpan<StreamTuple> anchors)
    {
        if (anchors.Length > 0)
            Anchor(anchors[0]);
        else
            time.Unanchor();
    }

    private void Anchor(StreamTuple anchor)
    {
        _streams.CheckThread();
        time.Anchor(anchor);
    }
}
