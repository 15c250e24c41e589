namespace Topology.Connectors.Tests.Support;

/// <summary>Keeps which tuples a sink acked and failed, by their first value.</summary>
internal sealed class RecordingCollector : OutputCollector
{
    public List<Value> Acked { get; } = [];

    public List<Value> Failed { get; } = [];

    public List<Exception> Errors { get; } = [];

    public override void Emit(params ReadOnlySpan<Value> values) => throw new NotSupportedException();

    public override void Emit(StreamTuple anchor, params ReadOnlySpan<Value> values) => throw new NotSupportedException();

    public override void Emit(ReadOnlySpan<StreamTuple> anchors, params ReadOnlySpan<Value> values) => throw new NotSupportedException();

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values) => throw new NotSupportedException();

    public override void EmitTo(string stream, StreamTuple anchor, params ReadOnlySpan<Value> values) => throw new NotSupportedException();

    public override void EmitTo(string stream, ReadOnlySpan<StreamTuple> anchors, params ReadOnlySpan<Value> values) => throw new NotSupportedException();

    public override void EmitDirect(int taskId, string stream, StreamTuple? anchor, params ReadOnlySpan<Value> values) => throw new NotSupportedException();

    public override void Ack(StreamTuple input) => Acked.Add(input[0]);

    public override void Fail(StreamTuple input) => Failed.Add(input[0]);

    public override void ResetTimeout(StreamTuple input) => throw new NotSupportedException();

    public override void ReportError(Exception error) => Errors.Add(error);
}
