namespace Topology;

/// <summary>Where a <see cref="BasicBolt"/> emits; everything is anchored to the tuple being executed.</summary>
/// <remarks>One thread: valid only inside <c>Execute</c>.</remarks>
public abstract class BasicOutputCollector
{
    /// <summary>Emits to the default stream.</summary>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void Emit(params ReadOnlySpan<Value> values);

    /// <summary>Emits to a named stream.</summary>
    /// <param name="stream">A declared stream.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void EmitTo(string stream, params ReadOnlySpan<Value> values);

    /// <summary>Emits to one task of a bolt that subscribes by direct grouping.</summary>
    /// <param name="taskId">The receiving task.</param>
    /// <param name="stream">A stream declared as direct.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public abstract void EmitDirect(int taskId, string stream, params ReadOnlySpan<Value> values);

    /// <summary>Shows an error to operators without failing anything.</summary>
    /// <param name="error">Kept among the last errors of the component, throttled.</param>
    public abstract void ReportError(Exception error);
}
