using Topology.Runtime.Messaging;

namespace Topology.Runtime.Execution;

/// <summary>The collector of one spout task.</summary>
internal sealed class SpoutCollector(SpoutExecutor executor, SpoutTask task, TaskStreams streams, bool isTracking, TupleOutbox outbox) : SpoutOutputCollector
{
    private Value _messageId; // of the tree begun last
    private long _root; // likewise; 0: it is not tracked
    private long _edges; // what its edges that were not sent yet must xor to
    private OutboxTarget? _last; // who got the last tuple of a tree
    private int _deliveries; // in it so far

    public override void Emit(params ReadOnlySpan<Value> values) => Count(streams.Default(values).Send(values));

    public override void EmitWithId(Value messageId, params ReadOnlySpan<Value> values) =>
        Send(streams.Default(values), messageId, values);

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values) =>
        Count(streams.Find(stream, values, isDirect: false).Send(values));

    public override void EmitToWithId(string stream, Value messageId, params ReadOnlySpan<Value> values) =>
        Send(streams.Find(stream, values, isDirect: false), messageId, values);

    public override void EmitDirect(int taskId, string stream, Value? messageId, params ReadOnlySpan<Value> values)
    {
        var found = streams.Find(stream, values, isDirect: true);
        var destination = found.ChooseDirect(taskId);
        var time = found.TimeOf(values);
        if (messageId is { } id && isTracking)
        {
            executor.Counters.Tracked++;
            var root = task.Begin(id, executor.SliceTime);
            outbox.Add(destination.Target, destination.Task, found.Source, values, root, Acking.RootId.FirstEdges(root), time);
            Count(1);
            return;
        }
        outbox.Add(destination.Target, destination.Task, found.Source, values, 0, 0, time);
        Count(1);
        if (messageId is { } untracked)
            AckAtOnce(untracked);
    }

    public override void Complete()
    {
        streams.CheckThread();
        task.IsCompleting = true;
    }

    public override void Wake() => executor.Wake();

    public override void ReportError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        streams.Report(error);
    }

    internal override void BeginTree(Value messageId)
    {
        streams.CheckThread();
        _messageId = messageId;
        _root = isTracking ? task.Begin(messageId, executor.SliceTime) : 0;
        if (_root != 0)
            executor.Counters.Tracked++; // it is pending from now on, even if the source's call throws
        _edges = Acking.RootId.FirstEdges(_root);
        _deliveries = 0;
    }

    internal override void EmitInTree(string stream, ReadOnlySpan<Value> values)
    {
        var found = ReferenceEquals(stream, StreamIds.Default) ? streams.Default(values) : streams.Find(stream, values, isDirect: false);
        var deliveries = _root == 0 ? found.Send(values) : found.SendAnchored(values, _root, ref _edges, ref _last);
        Count(deliveries);
        _deliveries += deliveries;
    }

    internal override void EndTree(bool isFailed)
    {
        task.HasEmitted = true;
        if (_root == 0)
        {
            AckAtOnce(_messageId);
            return;
        }
        if (!isFailed)
        {
            CloseTree();
            return;
        }
        task.Pending.TryComplete(_root, out _, out _);
        executor.Counters.Failed++;
        task.Fail(_messageId, FailReason.Failed, executor.SliceTime); // an instance is emitting
    }

    internal override void Progressed() => task.HasEmitted = true;

    private void Send(OutputStream stream, Value messageId, ReadOnlySpan<Value> values)
    {
        if (!isTracking)
        {
            Count(stream.Send(values));
            AckAtOnce(messageId);
            return;
        }
        var root = task.Begin(messageId, executor.SliceTime);
        int deliveries;
        try
        {
            deliveries = stream.SendRoot(values, root);
        }
        catch
        {
            task.Pending.TryWithdraw(root, out _, out _); // a grouping threw: nothing was emitted
            throw;
        }
        executor.Counters.Tracked++;
        if (deliveries == 0)
            task.OwnAcks.Enqueue(root);
        Count(deliveries);
    }

    /// <summary>What its edges still have to xor to goes to the last tuple, or to the acker by itself if that one's batch is not open any more.</summary>
    private void CloseTree()
    {
        if (_deliveries == 0)
            task.OwnAcks.Enqueue(_root);
        else if (!TupleOutbox.TryAddEdges(_last!, _root, _edges)) // set by the delivery
            executor.Acks.Ack(_root, _edges);
    }

    private void AckAtOnce(Value messageId)
    {
        executor.Counters.Tracked++;
        if (task.Checkpointed is { } checkpointed)
        {
            checkpointed.Add(messageId);
            return;
        }
        executor.Counters.Acked++;
        task.Spout!.Ack(messageId); // an instance is emitting
    }

    private void Count(int deliveries)
    {
        task.HasEmitted = true;
        executor.Counters.Emitted++;
        executor.Counters.Transferred += deliveries;
    }
}
