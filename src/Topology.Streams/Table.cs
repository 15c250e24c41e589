namespace Topology.Streams;

/// <summary>The last value of each key of a stream, kept as state by whoever joins it.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TValue">The values' type; null removes a key.</typeparam>
public sealed class Table<TKey, TValue>
    where TKey : notnull
{
    internal Table(KeyedStream<TKey, TValue> source) => Source = source;

    internal KeyedStream<TKey, TValue> Source { get; }
}
