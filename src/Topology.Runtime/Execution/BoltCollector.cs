using System.Runtime.CompilerServices;
using Topology.Engine;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Execution;

/// <summary>The collector of one bolt task.</summary>
internal class BoltCollector(BoltExecutor executor, TaskStreams streams, TupleOutbox outbox) : OutputCollector
{
    private readonly InputTracker _inputs = executor.Inputs;
    private readonly List<(long Root, long Edge)> _ids = [];

    public override void Emit(params ReadOnlySpan<Value> values) => Count(streams.Default(values).Send(values));

    public override void Emit(StreamTuple anchor, params ReadOnlySpan<Value> values) =>
        Send(streams.Default(values), anchor, values);

    public override void Emit(ReadOnlySpan<StreamTuple> anchors, params ReadOnlySpan<Value> values) =>
        Send(streams.Default(values), anchors, values);

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values) =>
        Count(streams.Find(stream, values, isDirect: false).Send(values));

    public override void EmitTo(string stream, StreamTuple anchor, params ReadOnlySpan<Value> values) =>
        Send(streams.Find(stream, values, isDirect: false), anchor, values);

    public override void EmitTo(string stream, ReadOnlySpan<StreamTuple> anchors, params ReadOnlySpan<Value> values) =>
        Send(streams.Find(stream, values, isDirect: false), anchors, values);

    public override void EmitDirect(int taskId, string stream, StreamTuple? anchor, params ReadOnlySpan<Value> values)
    {
        var found = streams.Find(stream, values, isDirect: true);
        var destination = found.ChooseDirect(taskId);
        ReadOnlySpan<StreamTuple> anchors = anchor is { } one ? [one] : [];
        CheckAnchors(anchors);
        Send(found.Source, destination, anchors, values, found.TimeOf(values));
        Count(1);
    }

    public override void Ack(StreamTuple input) => _inputs.Ack(input, streams);

    public override void Fail(StreamTuple input) => _inputs.Fail(input, streams);

    public override void ResetTimeout(StreamTuple input)
    {
        streams.CheckThread();
        if (_inputs.NotesOfAnchor(input, streams) is null || input.Batch.RootOf(input.Index) is not (not 0 and var root))
            return;
        executor.ResetTimeout(root);
        foreach (var (other, _) in input.Batch.MoreIdsOf(input.Index))
            executor.ResetTimeout(other);
    }

    public override void Hold(StreamTuple input) => _inputs.Hold(input, streams);

    public override void ReportError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        streams.Report(error);
    }

    internal override AnchoredCollector CreateAnchored() => new BasicCollector(this, _inputs, executor.Counters, streams);

    internal override void CountLate() => executor.Counters.Late++;

    /// <summary>Emits anchored to a tuple of several trees.</summary>
    internal void Emit(OutputStream stream, StreamTuple anchor, ReadOnlySpan<Value> values) => SendOne(stream, anchor, values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Send(OutputStream stream, StreamTuple anchor, ReadOnlySpan<Value> values)
    {
        var notes = _inputs.NotesOfAnchor(anchor, streams);
        var root = anchor.Batch.RootOf(anchor.Index);
        if (root == 0)
            Count(stream.Send(values));
        else if (!anchor.Batch.MoreIdsOf(anchor.Index).IsEmpty)
            SendOne(stream, anchor, values);
        else if (_inputs.IsCurrent(anchor))
            Count(stream.SendAnchored(values, root, ref _inputs.CurrentXor));
        else
            Count(stream.SendAnchored(values, root, ref notes.XorAt(anchor.Index)));
    }

    private void SendOne(OutputStream stream, StreamTuple anchor, ReadOnlySpan<Value> values) => Send(stream, [anchor], values);

    private void Send(OutputStream stream, ReadOnlySpan<StreamTuple> anchors, ReadOnlySpan<Value> values)
    {
        CheckAnchors(anchors);
        var destinations = stream.Choose(values);
        var time = stream.TimeOf(values);
        foreach (var destination in destinations)
            Send(stream.Source, destination, anchors, values, time);
        Count(destinations.Count);
    }

    private void CheckAnchors(ReadOnlySpan<StreamTuple> anchors)
    {
        foreach (var anchor in anchors)
            _inputs.NotesOfAnchor(anchor, streams);
    }

    /// <summary>One edge for each anchor, in every tree the anchor belongs to; edges in one tree are xor-ed together.</summary>
    private void Send(StreamSource source, Destination destination, ReadOnlySpan<StreamTuple> anchors, ReadOnlySpan<Value> values, long time)
    {
        _ids.Clear();
        foreach (var anchor in anchors)
        {
            var root = anchor.Batch.RootOf(anchor.Index);
            if (root == 0)
                continue;
            var edge = executor.Random.Next();
            if (_inputs.IsCurrent(anchor))
                _inputs.CurrentXor ^= edge;
            else
                _inputs.NotesOfAnchor(anchor, streams).XorAt(anchor.Index) ^= edge;
            AddId(root, edge);
            foreach (var (other, _) in anchor.Batch.MoreIdsOf(anchor.Index))
                AddId(other, edge);
        }
        outbox.Add(destination.Target, destination.Task, source, values, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ids), time);
    }

    private void AddId(long root, long edge)
    {
        for (var i = 0; i < _ids.Count; i++)
        {
            if (_ids[i].Root != root)
                continue;
            _ids[i] = (root, _ids[i].Edge ^ edge);
            return;
        }
        _ids.Add((root, edge));
    }

    private void Count(int deliveries)
    {
        executor.Counters.Emitted++;
        executor.Counters.Transferred += deliveries;
    }
}
