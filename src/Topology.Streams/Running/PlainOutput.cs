namespace Topology.Streams.Running;

/// <summary>Emits without naming an anchor: the runtime knows what a window's results come from.</summary>
internal sealed class PlainOutput(OutputCollector collector) : BasicOutputCollector
{
    public override void Emit(params ReadOnlySpan<Value> values) => collector.Emit(values);

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values) => collector.EmitTo(stream, values);

    public override void EmitDirect(int taskId, string stream, params ReadOnlySpan<Value> values) => collector.EmitDirect(taskId, stream, null, values);

    public override void ReportError(Exception error) => collector.ReportError(error);
}
