namespace Topology;

/// <summary>Where a bolt task emits, acks and fails.</summary>
/// <remarks>
/// Thread safety: for the thread that is calling the bolt; a call from another thread, or outside a call of the runtime,
/// throws <see cref="InvalidOperationException"/>. The wrong number of values or an undeclared stream throws
/// <see cref="ArgumentException"/> and emits nothing. Anchoring to a tuple already acked or failed throws, and so does
/// acking or failing one twice.
/// </remarks>
public abstract class OutputCollector
{
    /// <summary>Emits unanchored to the default stream: its loss fails nothing.</summary>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void Emit(params ReadOnlySpan<Value> values);

    /// <summary>Emits to the default stream as part of the anchor's tuple tree.</summary>
    /// <param name="anchor">An input not yet acked or failed.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void Emit(StreamTuple anchor, params ReadOnlySpan<Value> values);

    /// <summary>Emits to the default stream as part of the tuple trees of several anchors.</summary>
    /// <param name="anchors">Inputs not yet acked or failed; the same one may occur twice.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void Emit(ReadOnlySpan<StreamTuple> anchors, params ReadOnlySpan<Value> values);

    /// <summary>Emits unanchored to a named stream.</summary>
    /// <param name="stream">A declared stream.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void EmitTo(string stream, params ReadOnlySpan<Value> values);

    /// <summary>Emits to a named stream as part of the anchor's tuple tree.</summary>
    /// <param name="stream">A declared stream.</param>
    /// <param name="anchor">An input not yet acked or failed.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void EmitTo(string stream, StreamTuple anchor, params ReadOnlySpan<Value> values);

    /// <summary>Emits to a named stream as part of the tuple trees of several anchors.</summary>
    /// <param name="stream">A declared stream.</param>
    /// <param name="anchors">Inputs not yet acked or failed; the same one may occur twice.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void EmitTo(string stream, ReadOnlySpan<StreamTuple> anchors, params ReadOnlySpan<Value> values);

    /// <summary>Emits to one task of a bolt that subscribes by direct grouping.</summary>
    /// <param name="taskId">The receiving task.</param>
    /// <param name="stream">A stream declared as direct.</param>
    /// <param name="anchor">Null for unanchored.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void EmitDirect(int taskId, string stream, StreamTuple? anchor, params ReadOnlySpan<Value> values);

    /// <summary>This task is done with the input.</summary>
    /// <param name="input">A tuple this task received.</param>
    public abstract void Ack(StreamTuple input);

    /// <summary>This task gives the input up: its whole tuple tree fails at once.</summary>
    /// <param name="input">A tuple this task received.</param>
    public abstract void Fail(StreamTuple input);

    /// <summary>Restarts the message time-out of the tuple trees the input belongs to.</summary>
    /// <param name="input">A tuple this task received and has not acked.</param>
    public abstract void ResetTimeout(StreamTuple input);

    /// <summary>The event time of what is emitted from here to the end of this call of the component, in place of the input's or anchor's; null, as it is at the start of each call: theirs.
    /// A bolt declared with an event time of its own goes by that one instead.</summary>
    /// <value>Local is converted to UTC, Unspecified is taken as UTC.</value>
    /// <remarks>A collector without event time ignores what is set.</remarks>
    public virtual DateTime? OutputEventTime
    {
        get => null;
        set { }
    }

    /// <summary>Says that the input will be acked much later, when a window closes for one: its tuple trees no longer time out and no longer count toward
    /// <see cref="TopologyConfig.MaxSpoutPending"/>. They still get exactly one ack or fail, and fail as <see cref="FailReason.Restarted"/> when this task is restarted.</summary>
    /// <remarks>Sent along with acks. Of a tree that is held nobody notices any more that a bolt has forgotten to ack one of its tuples. A collector that tracks nothing does nothing.</remarks>
    /// <param name="input">A tuple this task received and has not acked.</param>
    public virtual void Hold(StreamTuple input)
    {
    }

    /// <summary>Shows an error to operators without failing anything.</summary>
    /// <param name="error">Kept among the last errors of the component, throttled.</param>
    public abstract void ReportError(Exception error);

    /// <summary>Makes the collector of a <see cref="BasicBolt"/>. Runtimes that know which tuple is being executed have a shorter way.</summary>
    internal virtual AnchoredCollector CreateAnchored() => new AnyAnchorCollector(this);

    /// <summary>Counts an input that came behind the watermark and is given up. A collector that counts nothing does nothing.</summary>
    internal virtual void CountLate()
    {
    }
}
