namespace Topology.Streams.Running;

/// <summary>Where the chain behind a source emits. All that becomes of one tracked tuple is one tree.</summary>
internal sealed class SpoutOutput(SpoutOutputCollector collector) : BasicOutputCollector
{
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
    }

    /// <summary>The source's call threw: what else it emits, should it go on, is no part of this tree.</summary>
    public void AbandonTree() => _isTracked = false;

    public void EndTree(bool isFailed)
    {
        _isTracked = false;
        collector.EndTree(isFailed);
    }

    public override void Emit(params ReadOnlySpan<Value> values)
    {
        if (_isTracked)
            collector.EmitInTree(StreamIds.Default, values);
        else
            collector.Emit(values);
        _hasEmitted = true;
    }

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values)
    {
        if (_isTracked)
            collector.EmitInTree(stream, values);
        else
            collector.EmitTo(stream, values);
        _hasEmitted = true;
    }

    public override void EmitDirect(int taskId, string stream, params ReadOnlySpan<Value> values) =>
        throw new NotSupportedException("A chain of operators does not emit to single tasks.");

    public override void ReportError(Exception error) => collector.ReportError(error);
}
