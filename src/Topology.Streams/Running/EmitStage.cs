namespace Topology.Streams.Running;

/// <summary>Emits elements as tuples: where a component's chain ends and others read.</summary>
internal static class EmitStages
{
    public static Stage<T> Create<T>(TaskScope scope, string stream, bool hasTime) =>
        stream == StreamIds.Default && !hasTime ? new EmitStage<T>(scope) : new EmitToStage<T>(scope, stream, hasTime);
}

/// <summary>Emits to the default stream.</summary>
internal sealed class EmitStage<T>(TaskScope scope) : Stage<T>
{
    private readonly Encoding<T> _encoding = Encoding<T>.Instance;
    private readonly Blame _blame = scope.Blame;
    private BasicOutputCollector? _output; // the task's, which is there with the first element

    public override void Push(T element)
    {
        _blame.Clear();
        _encoding.Emit(element, _output ??= scope.Output!);
    }
}

/// <summary>Emits to any stream, and the event time with it if elements have one.</summary>
internal sealed class EmitToStage<T>(TaskScope scope, string stream, bool hasTime) : Stage<T>
{
    private readonly Encoding<T> _encoding = Encoding<T>.Instance;
    private readonly Value[] _values = new Value[Encoding<T>.Instance.Fields.Length + (hasTime ? 1 : 0)];

    public override void Push(T element)
    {
        scope.Blame.Clear();
        _encoding.Write(element, _values);
        if (hasTime)
        {
            _values[^1] = scope.EventTime;
            scope.TimedEmits++;
        }
        scope.Output!.EmitTo(stream, _values); // set before the first element
    }
}
