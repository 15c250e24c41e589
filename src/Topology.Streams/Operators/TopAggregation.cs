namespace Topology.Streams.Operators;

/// <summary>Keeps the last result of each key of a window, and shows the greatest of them.</summary>
internal sealed class TopAggregation<TKey, TValue>(int count)
    : Aggregation<Windowed<TKey, TValue>, (long Start, long End, Dictionary<TKey, TValue> Results), (long Start, long End, KeyValuePair<TKey, TValue>[] Top)>
    where TKey : notnull
{
    private static readonly IComparer<TKey> Keys = typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : Comparer<TKey>.Default;

    public override (long Start, long End, Dictionary<TKey, TValue> Results) Create() => (0, 0, []);

    public override (long Start, long End, Dictionary<TKey, TValue> Results) Add((long Start, long End, Dictionary<TKey, TValue> Results) accumulator, Windowed<TKey, TValue> value)
    {
        if (value.IsRetraction)
            accumulator.Results.Remove(value.Key);
        else
            accumulator.Results[value.Key] = value.Value;
        return (value.Start.Ticks, value.End.Ticks, accumulator.Results);
    }

    public override (long Start, long End, Dictionary<TKey, TValue> Results) Merge(
        (long Start, long End, Dictionary<TKey, TValue> Results) left, (long Start, long End, Dictionary<TKey, TValue> Results) right)
    {
        foreach (var (key, result) in right.Results)
            left.Results[key] = result;
        return right.End == 0 ? left : (right.Start, right.End, left.Results);
    }

    public override (long Start, long End, KeyValuePair<TKey, TValue>[] Top) Result((long Start, long End, Dictionary<TKey, TValue> Results) accumulator) => (
        accumulator.Start, accumulator.End, [.. accumulator.Results.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, Keys).Take(count)]);
}
