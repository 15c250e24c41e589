using System.Numerics;
using Topology.Streams.Operators;

namespace Topology.Streams;

/// <summary>A stream of keys and values that is to be computed by windows. Immutable; each method gives another one, each aggregate a stream of results.</summary>
/// <remarks>Windows go by event time where <see cref="Stream{T}.WithEventTime"/> was said before, else by the clock. A result happened in the last moment of its window.</remarks>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TValue">The values' type.</typeparam>
public sealed class WindowedStream<TKey, TValue>
    where TKey : notnull
{
    private readonly KeyedStream<TKey, TValue> _stream;
    private readonly WindowSpec _window;
    private readonly Action<KeyedStream<TKey, TValue>>? _late;

    internal WindowedStream(KeyedStream<TKey, TValue> stream, WindowSpec window, Action<KeyedStream<TKey, TValue>>? late = null)
    {
        _stream = stream;
        _window = window;
        _late = late;
    }

    /// <summary>Says when a window has a result.</summary>
    /// <param name="trigger">Without one: at the window's end, and with each element that comes later and is not too late.</param>
    public WindowedStream<TKey, TValue> Trigger(Trigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return With(_window with { Trigger = trigger });
    }

    /// <summary>For how long after its end a window takes elements.</summary>
    /// <param name="lateness">Zero or more.</param>
    public WindowedStream<TKey, TValue> AllowedLateness(TimeSpan lateness) => With(_window with { AllowedLateness = lateness });

    /// <summary>A further result of a window is that of all its elements so far.</summary>
    public WindowedStream<TKey, TValue> Accumulating() => With(_window with { Accumulation = Accumulation.Accumulating });

    /// <summary>A further result of a window is that of what has come since the one before; so it is if nothing is said.</summary>
    public WindowedStream<TKey, TValue> Discarding() => With(_window with { Accumulation = Accumulation.Discarding });

    /// <summary>As <see cref="Accumulating"/>, after the result before has been given again as a retraction.</summary>
    public WindowedStream<TKey, TValue> Retracting() => With(_window with { Accumulation = Accumulation.AccumulatingAndRetracting });

    /// <summary>Has windows go by the clock, even if there is an event time.</summary>
    public WindowedStream<TKey, TValue> ByProcessingTime() => With(_window with { IsProcessingTime = true });

    /// <summary>Says what becomes of elements that come too late for every window. Else they are left out and counted.</summary>
    /// <param name="write">Writes on with them; called once for each aggregate.</param>
    public WindowedStream<TKey, TValue> LateTo(Action<KeyedStream<TKey, TValue>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return new(_stream, _window, write);
    }

    /// <summary>How many elements each window has. Spark's countByValueAndWindow, with the value as the key.</summary>
    public WindowResults<TKey, long> Count() => _late is null
        ? new WindowedStream<TKey, Nothing>(new KeyedStream<TKey, Nothing>(new KeysOperator<TKey, TValue>(_stream.Operator)), _window).Aggregated(nameof(Count), new CountAggregation<Nothing>())
        : Aggregated(nameof(Count), new CountAggregation<TValue>()); // who wants late elements wants their values

    /// <summary>The sum of a number of each element. An overflow is an error.</summary>
    /// <param name="selector">The number.</param>
    public WindowResults<TKey, TNumber> Sum<TNumber>(Func<TValue, TNumber> selector)
        where TNumber : INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Aggregated(nameof(Sum), new SumAggregation<TValue, TNumber>(selector));
    }

    /// <summary>The arithmetic mean of a number of each element, in double precision.</summary>
    /// <param name="selector">The number.</param>
    public WindowResults<TKey, double> Average<TNumber>(Func<TValue, TNumber> selector)
        where TNumber : INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Aggregated(nameof(Average), new AverageAggregation<TValue, TNumber>(selector));
    }

    /// <summary>The least value, by the default comparer.</summary>
    public WindowResults<TKey, TValue> Min() => Reduced(nameof(Min), Extremes.Min<TValue, TValue>(value => value));

    /// <summary>The greatest value, by the default comparer.</summary>
    public WindowResults<TKey, TValue> Max() => Reduced(nameof(Max), Extremes.Max<TValue, TValue>(value => value));

    /// <summary>The element with the least of something; one of them if several have.</summary>
    /// <param name="selector">What is compared, by its default comparer.</param>
    public WindowResults<TKey, TValue> MinBy<TBy>(Func<TValue, TBy> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Reduced(nameof(MinBy), Extremes.Min(selector));
    }

    /// <summary>The element with the most of something; one of them if several have.</summary>
    /// <param name="selector">What is compared, by its default comparer.</param>
    public WindowResults<TKey, TValue> MaxBy<TBy>(Func<TValue, TBy> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Reduced(nameof(MaxBy), Extremes.Max(selector));
    }

    /// <summary>All values of a window made one. Spark's reduceByKeyAndWindow.</summary>
    /// <param name="reducer">Makes one of two; must not care in which order or groups values come.</param>
    /// <param name="inverse">Takes the second out of the first: then a sliding window takes out what has left it instead of adding up anew. May be null.</param>
    public WindowResults<TKey, TValue> Reduce(Func<TValue, TValue, TValue> reducer, Func<TValue, TValue, TValue>? inverse = null)
    {
        ArgumentNullException.ThrowIfNull(reducer);
        return Reduced(nameof(Reduce), reducer, inverse);
    }

    /// <summary>The result of an aggregation.</summary>
    /// <param name="aggregation">Shared by all tasks.</param>
    public WindowResults<TKey, TResult> Aggregate<TAccumulator, TResult>(Aggregation<TValue, TAccumulator, TResult> aggregation)
    {
        ArgumentNullException.ThrowIfNull(aggregation);
        return Aggregated(nameof(Aggregate), aggregation);
    }

    /// <summary>The result of an aggregation.</summary>
    /// <param name="seed">Makes the accumulator of no values.</param>
    /// <param name="add">Adds a value to it; may change it and return it.</param>
    /// <param name="merge">Makes one of the accumulators of earlier and of later values; may change the first and return it.</param>
    /// <param name="result">Makes the result of it.</param>
    public WindowResults<TKey, TResult> Aggregate<TAccumulator, TResult>(
        Func<TAccumulator> seed, Func<TAccumulator, TValue, TAccumulator> add, Func<TAccumulator, TAccumulator, TAccumulator> merge, Func<TAccumulator, TResult> result)
    {
        ArgumentNullException.ThrowIfNull(seed);
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(merge);
        ArgumentNullException.ThrowIfNull(result);
        return Aggregated(nameof(Aggregate), new FunctionAggregation<TValue, TAccumulator, TResult>(seed, add, merge, result));
    }

    internal WindowResults<TKey, TResult> Aggregated<TAccumulator, TResult>(string kind, Aggregation<TValue, TAccumulator, TResult> aggregation)
    {
        var windows = new WindowOperator<TKey, TValue, TAccumulator, TResult>(_stream.Operator, kind, _window, aggregation) { HasLateStream = _late is not null };
        _late?.Invoke(new KeyedStream<TKey, TValue>(new ReadOperator<KeyValuePair<TKey, TValue>>(
            _stream.Program, "Late", windows, null, "late", Running.Encoding<KeyValuePair<TKey, TValue>>.Instance.Read)));
        return new WindowResults<TKey, TResult>(windows, _window);
    }

    private WindowResults<TKey, TValue> Reduced(string kind, Func<TValue, TValue, TValue> reducer, Func<TValue, TValue, TValue>? inverse = null) =>
        Aggregated(kind, new ReduceAggregation<TValue>(reducer, inverse));

    private WindowedStream<TKey, TValue> With(WindowSpec window) => new(_stream, window, _late);
}
