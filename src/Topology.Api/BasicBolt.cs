namespace Topology;

/// <summary>A bolt whose emits are anchored to its input and whose input is acked when <c>Execute</c> returns.</summary>
/// <remarks>A <see cref="FailedException"/> fails the input and nothing else. Any other exception also restarts the
/// executor.</remarks>
public abstract class BasicBolt : Bolt
{
    private OutputCollector? _collector;
    private AnchoredCollector? _anchored;

    /// <summary>Called once before the first tuple.</summary>
    /// <param name="context">This task's place in the topology; may be kept.</param>
    public virtual void Prepare(TopologyContext context) { }

    /// <summary>Processes one tuple.</summary>
    /// <param name="input">The tuple; safe to keep, but acked once this returns.</param>
    /// <param name="collector">Emits anchored to <paramref name="input"/>; only valid during the call.</param>
    public abstract void Execute(StreamTuple input, BasicOutputCollector collector);

    /// <summary>Prepares the bolt; override <see cref="Prepare(TopologyContext)"/> instead.</summary>
    /// <param name="context">This task's place in the topology.</param>
    /// <param name="collector">The collector the bolt emits to.</param>
    public sealed override void Prepare(TopologyContext context, OutputCollector collector)
    {
        _collector = collector;
        _anchored = new AnchoredCollector(collector);
        Prepare(context);
    }

    /// <summary>Executes, then acks or fails; override <see cref="Execute(StreamTuple, BasicOutputCollector)"/> instead.</summary>
    /// <param name="input">The tuple.</param>
    public sealed override void Execute(StreamTuple input)
    {
        var anchored = _anchored ?? throw new InvalidOperationException("Execute was called before Prepare.");
        anchored.Anchor = input;
        try
        {
            Execute(input, anchored);
        }
        catch (FailedException failure)
        {
            _collector!.Fail(input); // set together with _anchored
            if (failure.Report)
                _collector.ReportError(failure);
            return;
        }
        _collector!.Ack(input); // set together with _anchored
    }

    private sealed class AnchoredCollector(OutputCollector collector) : BasicOutputCollector
    {
        public StreamTuple Anchor;

        public override void Emit(params ReadOnlySpan<Value> values) => collector.Emit(Anchor, values);
        public override void EmitTo(string stream, params ReadOnlySpan<Value> values) => collector.EmitTo(stream, Anchor, values);
        public override void EmitDirect(int taskId, string stream, params ReadOnlySpan<Value> values) =>
            collector.EmitDirect(taskId, stream, Anchor, values);
        public override void ReportError(Exception error) => collector.ReportError(error);
    }
}
