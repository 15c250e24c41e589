using System.Numerics;
using Topology.Streams.Operators;

namespace Topology.Streams;

/// <summary>What needs a certain type of elements.</summary>
public static class PairStreams
{
    /// <summary>Keys and values out of pairs, for what follows to keep state by the key.</summary>
    /// <param name="stream">The pairs.</param>
    public static KeyedStream<TKey, TValue> KeyBy<TKey, TValue>(this Stream<(TKey Key, TValue Value)> stream)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.KeyBy(pair => pair.Key, pair => pair.Value);
    }

    /// <summary>Keys and values out of pairs, for what follows to keep state by the key.</summary>
    /// <param name="stream">The pairs.</param>
    public static KeyedStream<TKey, TValue> KeyBy<TKey, TValue>(this Stream<KeyValuePair<TKey, TValue>> stream)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.KeyBy(pair => pair.Key, pair => pair.Value);
    }

    /// <summary>The sum of the values of each key. An overflow is an error.</summary>
    /// <param name="stream">The numbers.</param>
    public static KeyedStream<TKey, TNumber> Sum<TKey, TNumber>(this KeyedStream<TKey, TNumber> stream)
        where TKey : notnull
        where TNumber : INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.Sum(number => number);
    }

    /// <summary>The arithmetic mean of the values of each key, in double precision.</summary>
    /// <param name="stream">The numbers.</param>
    public static KeyedStream<TKey, double> Average<TKey, TNumber>(this KeyedStream<TKey, TNumber> stream)
        where TKey : notnull
        where TNumber : INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.Average(number => number);
    }

    /// <summary>Spark's: how often each element is in each window.</summary>
    /// <param name="stream">Elements that can be keys.</param>
    /// <param name="window">The windows.</param>
    public static WindowResults<T, long> CountByValueAndWindow<T>(this Stream<T> stream, WindowSpec window)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.KeyBy(element => element, _ => true).Window(window).Count();
    }
}
