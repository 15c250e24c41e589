using Topology.Streams.Operators;

namespace Topology.Streams.Running;

/// <summary>How elements of a type lie in a tuple. Immutable; any thread.</summary>
internal abstract class Encoding<T>(params string[] fields)
{
    public static Encoding<T> Instance { get; } = Make();

    /// <summary>The names of the values of one element.</summary>
    public string[] Fields => fields;

    public abstract void Write(T element, Span<Value> values);

    /// <summary>Emits an element to the default stream. A tuple that is made on the stack costs less than one that is written to an array.</summary>
    public abstract void Emit(T element, BasicOutputCollector output);

    public abstract T Read(StreamTuple tuple);

    // Once per type, while the graph is made.
    private static Encoding<T> Make()
    {
        var form = typeof(T).IsGenericType ? typeof(T).GetGenericTypeDefinition() : null;
        var parts = form == typeof(KeyValuePair<,>) ? typeof(PairEncoding<,>)
            : form == typeof(ValueTuple<,>) ? typeof(TwoEncoding<,>)
            : form == typeof(Windowed<,>) ? typeof(WindowedEncoding<,>)
            : null;
        if (parts == typeof(PairEncoding<,>) && typeof(T).GetGenericArguments()[1] == typeof(Nothing))
            return (Encoding<T>)Activator.CreateInstance(typeof(KeyEncoding<>).MakeGenericType(typeof(T).GetGenericArguments()[0]))!; // a class with a constructor
        return parts is null
            ? new SingleEncoding<T>()
            : (Encoding<T>)Activator.CreateInstance(parts.MakeGenericType(typeof(T).GetGenericArguments()))!; // a class with a constructor
    }
}

/// <summary>The names of the fields.</summary>
internal static class FieldNames
{
    public const string Key = "key";
    public const string Value = "value";
    public const string Time = "event-time";

    /// <summary>Of a grouping by key.</summary>
    public static readonly Fields KeyOnly = new(Key);
}

/// <summary>An element is one value.</summary>
internal sealed class SingleEncoding<T>() : Encoding<T>(FieldNames.Value)
{
    public override void Write(T element, Span<Value> values) => values[0] = Cell.Write(element);

    public override void Emit(T element, BasicOutputCollector output) => output.Emit(Cell.Write(element));

    public override T Read(StreamTuple tuple) => Cell.Read<T>(in tuple.Batch.ValueAt(tuple.Index, 0));
}

/// <summary>A pair is two values, so that tuples can be grouped by the first.</summary>
internal sealed class PairEncoding<TKey, TValue>() : Encoding<KeyValuePair<TKey, TValue>>(FieldNames.Key, FieldNames.Value)
{
    public override void Write(KeyValuePair<TKey, TValue> element, Span<Value> values)
    {
        values[0] = Cell.Write(element.Key);
        values[1] = Cell.Write(element.Value);
    }

    public override void Emit(KeyValuePair<TKey, TValue> element, BasicOutputCollector output) => output.Emit(Cell.Write(element.Key), Cell.Write(element.Value));

    public override KeyValuePair<TKey, TValue> Read(StreamTuple tuple) => new(
        Cell.Read<TKey>(in tuple.Batch.ValueAt(tuple.Index, 0)), Cell.Read<TValue>(in tuple.Batch.ValueAt(tuple.Index, 1)));
}

/// <summary>A key without a value.</summary>
internal sealed class KeyEncoding<TKey>() : Encoding<KeyValuePair<TKey, Nothing>>(FieldNames.Key)
{
    public override void Write(KeyValuePair<TKey, Nothing> element, Span<Value> values) => values[0] = Cell.Write(element.Key);

    public override void Emit(KeyValuePair<TKey, Nothing> element, BasicOutputCollector output) => output.Emit(Cell.Write(element.Key));

    public override KeyValuePair<TKey, Nothing> Read(StreamTuple tuple) => new(Cell.Read<TKey>(in tuple.Batch.ValueAt(tuple.Index, 0)), default);
}

/// <summary>The same of a tuple of two.</summary>
internal sealed class TwoEncoding<TKey, TValue>() : Encoding<(TKey, TValue)>(FieldNames.Key, FieldNames.Value)
{
    public override void Write((TKey, TValue) element, Span<Value> values)
    {
        values[0] = Cell.Write(element.Item1);
        values[1] = Cell.Write(element.Item2);
    }

    public override void Emit((TKey, TValue) element, BasicOutputCollector output) => output.Emit(Cell.Write(element.Item1), Cell.Write(element.Item2));

    public override (TKey, TValue) Read(StreamTuple tuple) => (
        Cell.Read<TKey>(in tuple.Batch.ValueAt(tuple.Index, 0)), Cell.Read<TValue>(in tuple.Batch.ValueAt(tuple.Index, 1)));
}
