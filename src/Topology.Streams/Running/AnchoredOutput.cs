namespace Topology.Streams.Running;

/// <summary>Emits anchored to the tuple that is being executed, for a bolt that needs the whole collector besides. One thread.</summary>
internal sealed class AnchoredOutput(OutputCollector collector) : BasicOutputCollector
{
    /// <summary>The anchor.</summary>
    public StreamTuple Input { get; set; }

    public override void Emit(params ReadOnlySpan<Value> values) => collector.Emit(Input, values);

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values) => collector.EmitTo(stream, Input, values);

    public override void EmitDirect(int taskId, string stream, params ReadOnlySpan<Value> values) => collector.EmitDirect(taskId, stream, Input, values);

    public override void ReportError(Exception error) => collector.ReportError(error);
}
