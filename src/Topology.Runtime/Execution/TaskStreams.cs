using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Topology.Runtime.Messaging;
using Topology.Runtime.Planning;

namespace Topology.Runtime.Execution;

/// <summary>Sees an emit before it is sent, on the executor's thread.</summary>
public delegate void EmitObserver(PlannedTask task, string stream, ReadOnlySpan<Value> values);

/// <summary>The output streams of one task, and the checks of every emit. Owned by the executor's thread.</summary>
internal sealed class TaskStreams
{
    private readonly Dictionary<string, OutputStream> _streams;
    private readonly OutputStream? _default;
    private readonly int _defaultWidth;
    private readonly ComponentExecutor _executor;
    private readonly PlannedTask _task;
    private readonly EmitObserver? _onEmit; // null unless somebody wants to see every emit

    public TaskStreams(ComponentExecutor executor, PlannedTask task, IEnumerable<OutputStream> streams, EmitObserver? onEmit)
    {
        _executor = executor;
        _task = task;
        _onEmit = onEmit;
        _streams = streams.ToDictionary(stream => stream.Source.Stream, StringComparer.Ordinal);
        _default = _streams.GetValueOrDefault(StreamIds.Default) is { IsDirect: false } stream ? stream : null;
        _defaultWidth = _default is null || onEmit is not null ? -1 : _default.Source.Fields.Count;
    }

    /// <summary>The default stream, if the caller may emit so many values to it now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OutputStream Default(ReadOnlySpan<Value> values)
    {
        if (values.Length == _defaultWidth && _executor.IsCurrentThread)
            return _default!; // not null: its width is not -1
        return Find(StreamIds.Default, values, isDirect: false);
    }

    /// <summary>A stream, if the caller may emit so many values to it now.</summary>
    public OutputStream Find(string stream, ReadOnlySpan<Value> values, bool isDirect)
    {
        CheckThread();
        if (!_streams.TryGetValue(stream ?? throw new ArgumentNullException(nameof(stream)), out var found))
            throw new ArgumentException($"{Where} emitted to stream \"{stream}\", which it does not declare{NearestName.Hint(stream, _streams.Keys)}. Declared: {Declared()}.");
        if (found.IsDirect != isDirect)
            throw new ArgumentException(isDirect
                ? $"{Where} emitted to a task on stream \"{stream}\", which is not declared as direct; use DeclareDirectStream."
                : $"{Where} emitted to the direct stream \"{stream}\" without naming a task; use EmitDirect.");
        var fields = found.Source.Fields;
        if (values.Length != fields.Count)
            throw new ArgumentException($"{Where} emitted {values.Length} values to stream \"{stream}\", which declares {fields.Count}: {fields}.");
        _onEmit?.Invoke(_task, stream, values);
        return found;
    }

    /// <summary>Throws unless the caller is inside a call of this executor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CheckThread()
    {
        if (!_executor.IsCurrentThread)
            ThrowForeignThread();
    }

    /// <summary>Notes an error that user code reports.</summary>
    public void Report(Exception error)
    {
        if (!_executor.IsCleaningUp)
            CheckThread();
        _executor.Report(_task.Id, error);
    }

    public string Where => $"Component \"{_task.Component.Id}\" (task {_task.Id})";

    [DoesNotReturn]
    private void ThrowForeignThread() => throw new InvalidOperationException(_executor.IsCleaningUp
        ? $"{Where}: the collector was used in Cleanup, when nothing would arrive any more. What is to be sent at the end of the input belongs into Execute, of a tick for one."
        : $"{Where}: the collector was used outside the executor's thread or outside a call of the component. "
        + "Come back to it with TopologyContext.Post, or derive from AsyncBolt.");

    private string Declared() => _streams.Count == 0 ? "none" : string.Join(", ", _streams.Keys.Order(StringComparer.Ordinal));
}
