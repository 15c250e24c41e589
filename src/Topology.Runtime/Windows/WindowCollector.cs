namespace Topology.Runtime.Windows;

/// <summary>What a windowed bolt emits to: while it is shown a window, its emits are anchored to the window's new inputs. One thread.</summary>
/// <param name="inner">The task's own collector.</param>
/// <param name="where">The component and task, for errors.</param>
internal sealed class WindowCollector(OutputCollector inner, string where) : OutputCollector
{
    private readonly List<StreamTuple> _anchors = [];

    /// <summary>The new inputs of the window that is shown next.</summary>
    public List<StreamTuple> Anchors => _anchors;

    private ReadOnlySpan<StreamTuple> AnchorSpan => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_anchors);

    public override DateTime? OutputEventTime
    {
        get => inner.OutputEventTime;
        set => inner.OutputEventTime = value;
    }

    public override void Emit(params ReadOnlySpan<Value> values)
    {
        if (_anchors.Count == 0)
            inner.Emit(values);
        else
            inner.Emit(AnchorSpan, values);
    }

    public override void Emit(StreamTuple anchor, params ReadOnlySpan<Value> values) => inner.Emit(anchor, values);

    public override void Emit(ReadOnlySpan<StreamTuple> anchors, params ReadOnlySpan<Value> values) => inner.Emit(anchors, values);

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values)
    {
        if (_anchors.Count == 0)
            inner.EmitTo(stream, values);
        else
            inner.EmitTo(stream, AnchorSpan, values);
    }

    public override void EmitTo(string stream, StreamTuple anchor, params ReadOnlySpan<Value> values) => inner.EmitTo(stream, anchor, values);

    public override void EmitTo(string stream, ReadOnlySpan<StreamTuple> anchors, params ReadOnlySpan<Value> values) => inner.EmitTo(stream, anchors, values);

    public override void EmitDirect(int taskId, string stream, StreamTuple? anchor, params ReadOnlySpan<Value> values) => inner.EmitDirect(taskId, stream, anchor, values);

    public override void Ack(StreamTuple input) => throw NotYours("acked");

    public override void Fail(StreamTuple input) => throw NotYours("failed");

    public override void Hold(StreamTuple input) => throw NotYours("held");

    public override void ResetTimeout(StreamTuple input) => inner.ResetTimeout(input);

    public override void ReportError(Exception error) => inner.ReportError(error);

    private InvalidOperationException NotYours(string what) =>
        new($"{where} {what} an input of a window. The inputs of a windowed bolt are acked by the runtime, when no window needs them any more.");
}
