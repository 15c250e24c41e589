namespace Topology;

/// <summary>Where a spout task emits.</summary>
/// <remarks>
/// Thread safety: all members but <see cref="Wake"/> belong to the thread that is calling the spout; a call from another
/// thread, or outside a call of the runtime, throws <see cref="InvalidOperationException"/>. The wrong number of values
/// or an undeclared stream throws <see cref="ArgumentException"/> and emits nothing.
/// </remarks>
public abstract class SpoutOutputCollector
{
    /// <summary>Emits untracked to the default stream: neither Ack nor Fail will be called.</summary>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void Emit(params ReadOnlySpan<Value> values);

    /// <summary>Emits tracked to the default stream: exactly one Ack or Fail follows while this task lives.</summary>
    /// <param name="messageId">Handed back by Ack or Fail. With no ackers, Ack is called before this returns.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void EmitWithId(Value messageId, params ReadOnlySpan<Value> values);

    /// <summary>Emits untracked to a named stream.</summary>
    /// <param name="stream">A declared stream.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void EmitTo(string stream, params ReadOnlySpan<Value> values);

    /// <summary>Emits tracked to a named stream.</summary>
    /// <param name="stream">A declared stream.</param>
    /// <param name="messageId">Handed back by Ack or Fail.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void EmitToWithId(string stream, Value messageId, params ReadOnlySpan<Value> values);

    /// <summary>Emits to one task of a bolt that subscribes by direct grouping.</summary>
    /// <param name="taskId">The receiving task.</param>
    /// <param name="stream">A stream declared as direct.</param>
    /// <param name="messageId">Null for untracked.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void EmitDirect(int taskId, string stream, Value? messageId, params ReadOnlySpan<Value> values);

    /// <summary>Says that this task will emit no new tuples. It may still emit failed ones again while any is pending.</summary>
    /// <remarks>When all spout tasks have said so and nothing is in flight, the topology completes.
    /// <see cref="Spout.Execute"/> is called on only while tuples are pending.</remarks>
    public abstract void Complete();

    /// <summary>Asks for <see cref="Spout.Execute"/> soon, because data has arrived. May be called by any thread.</summary>
    public abstract void Wake();

    /// <summary>Shows an error to operators without failing anything.</summary>
    /// <param name="error">Kept among the last errors of the component, throttled.</param>
    public abstract void ReportError(Exception error);

    /// <summary>Begins a tree that may have several first tuples, or none: what a source emits after it has been transformed in the same call. Tracked, as with <see cref="EmitWithId"/>.</summary>
    internal virtual void BeginTree(Value messageId) => throw NoTrees();

    /// <summary>Emits a first tuple of the tree begun last.</summary>
    /// <param name="stream">A declared stream.</param>
    /// <param name="values">One value per declared field; copied.</param>
    internal virtual void EmitInTree(string stream, ReadOnlySpan<Value> values) => throw NoTrees();

    /// <summary>Ends what <see cref="BeginTree"/> began. Without any tuple the tree is acked soon; one that failed is failed at once, in this call.</summary>
    internal virtual void EndTree(bool isFailed) => throw NoTrees();

    /// <summary>Says that this call has done something though nothing was emitted: the next one should come soon.</summary>
    internal virtual void Progressed() => throw NoTrees();

    private NotSupportedException NoTrees() => new($"{GetType().Name} is no collector of the runtime; a spout of the stream API needs one.");
}
