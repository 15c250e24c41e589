namespace Topology;

/// <summary>The collector of a <see cref="BasicBolt"/>: told by the bolt which tuple is the anchor. One thread.</summary>
internal abstract class AnchoredCollector : BasicOutputCollector
{
    /// <summary>What is emitted from now on is anchored to the input.</summary>
    public abstract void Begin(StreamTuple input);

    /// <summary>The bolt is done with the input: acks it. Nothing may be emitted until the next <see cref="Begin"/>.</summary>
    public abstract void Ack(StreamTuple input);

    /// <summary>The same, but fails it.</summary>
    public abstract void Fail(StreamTuple input);
}

/// <summary>Works over any collector, by naming the anchor with each emit.</summary>
internal sealed class AnyAnchorCollector(OutputCollector collector) : AnchoredCollector
{
    private StreamTuple _anchor;

    public override void Begin(StreamTuple input) => _anchor = input;

    public override void Ack(StreamTuple input) => collector.Ack(input);

    public override void Fail(StreamTuple input) => collector.Fail(input);

    public override void Emit(params ReadOnlySpan<Value> values) => collector.Emit(_anchor, values);

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values) => collector.EmitTo(stream, _anchor, values);

    public override void EmitDirect(int taskId, string stream, params ReadOnlySpan<Value> values) =>
        collector.EmitDirect(taskId, stream, _anchor, values);

    public override void ReportError(Exception error) => collector.ReportError(error);
}
