using System.Runtime.CompilerServices;
using Topology.Runtime.Messaging;
using Topology.Runtime.Observability;

namespace Topology.Runtime.Execution;

/// <summary>The collector of one task of a basic bolt. Mostly the anchor is the tuple being executed: then it need not be looked up.</summary>
internal sealed class BasicCollector(BoltCollector collector, InputTracker inputs, ExecutorCounters counters, TaskStreams streams) : AnchoredCollector
{
    private StreamTuple _other; // the anchor, if it is not the tuple being executed: a bolt that calls another one later
    private bool _isCurrent;

    public override void Begin(StreamTuple input)
    {
        _isCurrent = inputs.IsCurrent(input);
        if (!_isCurrent)
            _other = input;
    }

    public override void Ack(StreamTuple input)
    {
        _isCurrent = false;
        inputs.Ack(input, streams);
    }

    public override void Fail(StreamTuple input)
    {
        _isCurrent = false;
        inputs.Fail(input, streams);
    }

    public override void Emit(params ReadOnlySpan<Value> values)
    {
        if (_isCurrent)
            Send(streams.Default(values), values);
        else
            collector.Emit(Other, values);
    }

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values)
    {
        if (_isCurrent)
            Send(streams.Find(stream, values, isDirect: false), values);
        else
            collector.EmitTo(stream, Other, values);
    }

    public override void EmitDirect(int taskId, string stream, params ReadOnlySpan<Value> values) =>
        collector.EmitDirect(taskId, stream, _isCurrent ? inputs.Current : Other, values);

    public override void ReportError(Exception error) => collector.ReportError(error);

    private StreamTuple Other
    {
        get
        {
            streams.CheckThread();
            return _other.Batch is not null ? _other : throw new InvalidOperationException(
                $"{streams.Where}: the collector was used after Execute had returned; its tuples are anchored to the input, which was acked then. Derive from Bolt or AsyncBolt to emit later.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Send(OutputStream stream, ReadOnlySpan<Value> values)
    {
        var root = inputs.CurrentRoot;
        if (root != 0 && inputs.HasMoreRoots)
        {
            collector.Emit(stream, inputs.Current, values);
            return;
        }
        counters.Emitted++;
        counters.Transferred += root == 0 ? stream.Send(values) : stream.SendAnchored(values, root, ref inputs.CurrentXor);
    }
}
