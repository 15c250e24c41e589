namespace Topology.Streams.Running;

/// <summary>Emits elements as tuples: where a component's chain ends and others read.</summary>
internal sealed class EmitStage<T>(TaskScope scope, string stream, bool hasTime) : Stage<T>
{
    private readonly Encoding<T> _encoding = Encoding<T>.Instance;
    private readonly Value[] _values = new Value[Encoding<T>.Instance.Fields.Length + (hasTime ? 1 : 0)];
    private readonly bool _hasTime = hasTime;
    private readonly bool _isDefault = stream == StreamIds.Default;

    public override void Push(T element)
    {
        _encoding.Write(element, _values);
        if (_hasTime)
            _values[^1] = scope.EventTime;
        if (_isDefault)
            scope.Output!.Emit(_values); // set before the first element
        else
            scope.Output!.EmitTo(stream, _values);
    }
}
