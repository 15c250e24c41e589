namespace Topology;

/// <summary>Where one call of <see cref="AsyncBolt.ExecuteAsync"/> emits. Any thread, one at a time.</summary>
/// <remarks>What is emitted is kept and sent, anchored to the input, on the executor's thread once the call has completed
/// without an exception; a call that fails emits nothing.</remarks>
public sealed class AsyncOutputCollector
{
    private readonly List<(string Stream, Value[] Values)> _emits = [];

    internal AsyncOutputCollector() { }

    /// <summary>Emits to the default stream.</summary>
    /// <param name="values">One value per declared field; copied.</param>
    public void Emit(params ReadOnlySpan<Value> values) => _emits.Add((StreamIds.Default, values.ToArray()));

    /// <summary>Emits to a named stream.</summary>
    /// <param name="stream">A declared stream.</param>
    /// <param name="values">One value per declared field; copied.</param>
    public void EmitTo(string stream, params ReadOnlySpan<Value> values) => _emits.Add((stream, values.ToArray()));

    internal void SendTo(OutputCollector collector, StreamTuple anchor)
    {
        foreach (var (stream, values) in _emits)
            collector.EmitTo(stream, anchor, values);
    }
}
