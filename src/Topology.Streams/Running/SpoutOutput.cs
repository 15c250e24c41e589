namespace Topology.Streams.Running;

/// <summary>Where the chain behind a source emits. All that becomes of one tracked tuple is one tree, so the last tuple is kept back until it is known to be the last.</summary>
internal sealed class SpoutOutput(SpoutOutputCollector collector) : BasicOutputCollector
{
    private Value[] _held = new Value[2];
    private int _heldCount;
    private string? _heldStream; // null: none is kept back
    private bool _isTracked;
    private bool _hasEmitted;

    public void BeginUntracked() => _hasEmitted = false;

    public void EndUntracked()
    {
        if (!_hasEmitted)
            collector.Progressed();
    }

    public void BeginTree(Value messageId)
    {
        collector.BeginTree(messageId);
        _isTracked = true;
        _heldStream = null; // of a tree that ended with an exception
    }

    public void EndTree(bool isFailed)
    {
        _isTracked = false;
        if (!isFailed)
            SendHeld(isLast: true);
        _heldStream = null;
        collector.EndTree(isFailed);
    }

    public override void Emit(params ReadOnlySpan<Value> values)
    {
        if (_isTracked)
            Hold(StreamIds.Default, values);
        else
            collector.Emit(values);
        _hasEmitted = true;
    }

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values)
    {
        if (_isTracked)
            Hold(stream, values);
        else
            collector.EmitTo(stream, values);
        _hasEmitted = true;
    }

    public override void EmitDirect(int taskId, string stream, params ReadOnlySpan<Value> values) =>
        throw new NotSupportedException("A chain of operators does not emit to single tasks.");

    public override void ReportError(Exception error) => collector.ReportError(error);

    private void Hold(string stream, ReadOnlySpan<Value> values)
    {
        SendHeld(isLast: false);
        if (values.Length > _held.Length)
            _held = new Value[values.Length];
        for (var i = 0; i < values.Length; i++)
            _held[i] = values[i];
        _heldCount = values.Length;
        _heldStream = stream;
    }

    private void SendHeld(bool isLast)
    {
        if (_heldStream is { } stream)
            collector.EmitInTree(stream, _held.AsSpan(0, _heldCount), isLast);
    }
}
