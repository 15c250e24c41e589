using Topology.Streams.Operators;
using Topology.Streams.Planning;

namespace Topology.Streams;

/// <summary>The results of windows.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TValue">The results' type.</typeparam>
public sealed class WindowResults<TKey, TValue> : Stream<Windowed<TKey, TValue>>
    where TKey : notnull
{
    private readonly WindowSpec _window;

    internal WindowResults(Operator<Windowed<TKey, TValue>> item, WindowSpec window)
        : base(item) => _window = window;

    /// <inheritdoc cref="Stream{T}.WithName"/>
    public new WindowResults<TKey, TValue> WithName(string name)
    {
        SetName(name);
        return this;
    }

    /// <inheritdoc cref="Stream{T}.WithParallelism"/>
    public new WindowResults<TKey, TValue> WithParallelism(int parallelism)
    {
        SetParallelism(parallelism);
        return this;
    }

    /// <summary>The results by their keys, without their windows.</summary>
    public KeyedStream<TKey, TValue> Keyed() => KeyBy(result => result.Key, result => result.Value);

    /// <summary>Of each window, the keys with the greatest results, the greatest first; of equal ones the least key. One task has them all together.</summary>
    /// <remarks>A later result of a key replaces the one before, a retraction takes it out; each gives a new list as long as the allowed lateness lasts. Needs tumbling or sliding windows of event time,
    /// accumulating ones if they have several results.</remarks>
    /// <param name="count">How many; at least 1.</param>
    public WindowResults<int, KeyValuePair<TKey, TValue>[]> TopN(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (_window is not { Kind: WindowKind.Sliding, Length: not null, Slide: { } slide, IsProcessingTime: false })
            throw new InvalidOperationException($"{Operator.Shown}: {nameof(TopN)} needs tumbling or sliding windows of event time, whose results belong together by their ends.");
        // The ends of windows are a slide apart, and a result's event time is the last moment of its window: so the results of one window are all that is in one stretch of a slide.
        var whole = new WindowedStream<int, Windowed<TKey, TValue>>(
            KeyBy(_ => 0), WindowSpec.Tumbling(slide) with { AllowedLateness = _window.AllowedLateness, Accumulation = Accumulation.Accumulating });
        var top = whole.Aggregated(nameof(TopN), new TopAggregation<TKey, TValue>(count)).WithParallelism(1);
        return new(new SelectOperator<Windowed<int, (long Start, long End, KeyValuePair<TKey, TValue>[] Top)>, Windowed<int, KeyValuePair<TKey, TValue>[]>>(
            top.Operator, "Window", list => new(0, list.Value.Top, Utc(list.Value.Start), Utc(list.Value.End), list.Pane, list.IsRetraction)), _window);
    }

    private static DateTime Utc(long ticks) => new(ticks, DateTimeKind.Utc);
}
