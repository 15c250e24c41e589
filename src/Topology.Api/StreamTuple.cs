using System.Runtime.CompilerServices;
using Topology.Engine;

namespace Topology;

/// <summary>One tuple: a cheap view of an entry of a batch. Immutable and safe to keep; keeping one keeps its batch of
/// up to 256 tuples in memory.</summary>
public readonly struct StreamTuple
{
    internal StreamTuple(TupleBatch batch, int index)
    {
        Batch = batch;
        Index = index;
    }

    /// <summary>The batch it lies in; for runtimes.</summary>
    public TupleBatch Batch { get; }

    /// <summary>Its place in the batch; for runtimes.</summary>
    public int Index { get; }

    /// <summary>The component that emitted it.</summary>
    public string SourceComponent => Source.Component;

    /// <summary>The stream it was emitted to.</summary>
    public string SourceStream => Source.Stream;

    /// <summary>The task that emitted it.</summary>
    public int SourceTask => Source.Task;

    /// <summary>The names of its values.</summary>
    public Fields Fields => Source.Fields;

    /// <summary>How many values it has.</summary>
    public int Count => Source.Fields.Count;

    /// <summary>Whether it is a tick of the runtime rather than data.</summary>
    public bool IsTick => Source.IsTick;

    /// <summary>When what it tells of happened, in UTC; null if the tuple has no event time.</summary>
    /// <remarks>Spouts and bolts declared with WithEventTime give it; what a bolt emits has that of the tuple being executed, or of the first anchor.</remarks>
    public DateTime? EventTime => Batch.EventTimeOf(Index) is var ticks and >= 0 ? new DateTime(ticks, DateTimeKind.Utc) : null;

    /// <summary>The value at a position.</summary>
    /// <param name="index">0 … Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such position.</exception>
    public Value this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Batch.ValueAt(Index, index);
    }

    /// <summary>The value of a field.</summary>
    /// <param name="field">A field of the stream.</param>
    /// <exception cref="ArgumentException">There is no such field.</exception>
    public Value this[string field] => Batch.ValueAt(Index, Source.Fields.IndexOf(field));

    /// <summary>The values of all fields; a view, not a copy.</summary>
    public ReadOnlySpan<Value> Values => Batch.ValuesOf(Index);

    /// <summary>Whether the stream has such a field.</summary>
    /// <param name="field">The name.</param>
    public bool Contains(string field) => Source.Fields.Contains(field);

    /// <inheritdoc cref="Value.AsString"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public string GetString(int index) => Batch.ValueAt(Index, index).AsString();

    /// <inheritdoc cref="Value.AsString"/>
    public string GetString(string field) => this[field].AsString();

    /// <inheritdoc cref="Value.AsInt32"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int GetInt32(int index) => Batch.ValueAt(Index, index).AsInt32();

    /// <inheritdoc cref="Value.AsInt32"/>
    public int GetInt32(string field) => this[field].AsInt32();

    /// <inheritdoc cref="Value.AsInt64"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long GetInt64(int index) => Batch.ValueAt(Index, index).AsInt64();

    /// <inheritdoc cref="Value.AsInt64"/>
    public long GetInt64(string field) => this[field].AsInt64();

    /// <inheritdoc cref="Value.AsDouble"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double GetDouble(int index) => Batch.ValueAt(Index, index).AsDouble();

    /// <inheritdoc cref="Value.AsDouble"/>
    public double GetDouble(string field) => this[field].AsDouble();

    /// <inheritdoc cref="Value.AsBoolean"/>
    public bool GetBoolean(int index) => Batch.ValueAt(Index, index).AsBoolean();

    /// <inheritdoc cref="Value.AsBoolean"/>
    public bool GetBoolean(string field) => this[field].AsBoolean();

    /// <inheritdoc cref="Value.AsDateTime"/>
    public DateTime GetDateTime(int index) => Batch.ValueAt(Index, index).AsDateTime();

    /// <inheritdoc cref="Value.AsDateTime"/>
    public DateTime GetDateTime(string field) => this[field].AsDateTime();

    /// <inheritdoc cref="Value.AsBytes"/>
    public byte[] GetBytes(int index) => Batch.ValueAt(Index, index).AsBytes();

    /// <inheritdoc cref="Value.AsBytes"/>
    public byte[] GetBytes(string field) => this[field].AsBytes();

    /// <inheritdoc cref="Value.As{T}"/>
    public T Get<T>(int index) => this[index].As<T>();

    /// <inheritdoc cref="Value.As{T}"/>
    public T Get<T>(string field) => this[field].As<T>();

    /// <summary>Source and values, for messages.</summary>
    public override string ToString() => $"{SourceComponent}:{SourceStream}[{SourceTask}]({string.Join(", ", Values.ToArray())})";

    private StreamSource Source => Batch.SourceOf(Index);
}
