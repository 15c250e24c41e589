using System.Numerics;
using Topology.Streams.Operators;
using Topology.Streams.Planning;

namespace Topology.Streams;

/// <summary>A stream of keys and values. What is computed by key is state: it is saved with checkpoints and moves with its key when the parallelism changes.</summary>
/// <remarks>Without a window, each element gives the new result of its key. Each key has one task; elements move there only if they are not there already.</remarks>
/// <typeparam name="TKey">A type that can be a grouping key: a string, a number, a date, a Guid, an enum, bytes, a tuple or list of these.</typeparam>
/// <typeparam name="TValue">The values' type.</typeparam>
public sealed partial class KeyedStream<TKey, TValue> : Stream<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    internal KeyedStream(Operator<KeyValuePair<TKey, TValue>> item)
        : base(item)
    {
    }

    private protected override bool IsKeyed => true;

    /// <inheritdoc cref="Stream{T}.WithName"/>
    public new KeyedStream<TKey, TValue> WithName(string name)
    {
        SetName(name);
        return this;
    }

    /// <inheritdoc cref="Stream{T}.WithParallelism"/>
    public new KeyedStream<TKey, TValue> WithParallelism(int parallelism)
    {
        SetParallelism(parallelism);
        return this;
    }

    /// <summary>The elements for which a condition holds, with their keys.</summary>
    /// <param name="predicate">The condition.</param>
    public new KeyedStream<TKey, TValue> Where(Func<KeyValuePair<TKey, TValue>, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(new WhereOperator<KeyValuePair<TKey, TValue>>(Operator, nameof(Where), predicate));
    }

    /// <summary>The same as <see cref="Where"/>, by the name that Storm and Spark have for it.</summary>
    /// <param name="predicate">The condition.</param>
    public new KeyedStream<TKey, TValue> Filter(Func<KeyValuePair<TKey, TValue>, bool> predicate) => Where(predicate);

    /// <summary>Has a function see each element on its way.</summary>
    /// <param name="action">Called before the element goes on.</param>
    public new KeyedStream<TKey, TValue> Peek(Action<KeyValuePair<TKey, TValue>> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new(new PeekOperator<KeyValuePair<TKey, TValue>>(Operator, nameof(Peek), action));
    }

    /// <summary>Each value transformed; keys stay, so nothing has to move.</summary>
    /// <param name="selector">Makes the new value.</param>
    public KeyedStream<TKey, TResult> MapValues<TResult>(Func<TValue, TResult> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new(new SelectOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TResult>>(
            Operator, nameof(MapValues), pair => new KeyValuePair<TKey, TResult>(pair.Key, selector(pair.Value)), keepsKeys: true));
    }

    /// <summary>How many elements of its key there have been. Storm's countByKey.</summary>
    public new KeyedStream<TKey, long> Count() =>
        new(new AggregateOperator<TKey, Nothing, long, long>(new KeysOperator<TKey, TValue>(Operator), nameof(Count), new CountAggregation<Nothing>()));

    /// <summary>The sum of a number of each element, by key. An overflow is an error.</summary>
    /// <param name="selector">The number.</param>
    public KeyedStream<TKey, TNumber> Sum<TNumber>(Func<TValue, TNumber> selector)
        where TNumber : INumber<TNumber> => Aggregated(nameof(Sum), new SumAggregation<TValue, TNumber>(NotNull(selector)));

    /// <summary>The arithmetic mean of a number of each element, by key, in double precision.</summary>
    /// <param name="selector">The number.</param>
    public KeyedStream<TKey, double> Average<TNumber>(Func<TValue, TNumber> selector)
        where TNumber : INumber<TNumber> => Aggregated(nameof(Average), new AverageAggregation<TValue, TNumber>(NotNull(selector)));

    /// <summary>The element with the least of something, by key; the first of equal ones.</summary>
    /// <param name="selector">What is compared, by its default comparer.</param>
    public KeyedStream<TKey, TValue> MinBy<TBy>(Func<TValue, TBy> selector) => Reduced(nameof(MinBy), Extremes.Min(NotNull(selector)));

    /// <summary>The element with the most of something, by key; the first of equal ones.</summary>
    /// <param name="selector">What is compared, by its default comparer.</param>
    public KeyedStream<TKey, TValue> MaxBy<TBy>(Func<TValue, TBy> selector) => Reduced(nameof(MaxBy), Extremes.Max(NotNull(selector)));

    /// <summary>The least value of its key, by the default comparer; the first of equal ones.</summary>
    public KeyedStream<TKey, TValue> Min() => Reduced(nameof(Min), Extremes.Min<TValue, TValue>(value => value));

    /// <summary>The greatest value of its key, by the default comparer; the first of equal ones.</summary>
    public KeyedStream<TKey, TValue> Max() => Reduced(nameof(Max), Extremes.Max<TValue, TValue>(value => value));

    /// <summary>All values of a key made one. Spark's and Storm's reduceByKey.</summary>
    /// <param name="reducer">Makes one of the result so far and the next value; should not care how they are put together.</param>
    public KeyedStream<TKey, TValue> Reduce(Func<TValue, TValue, TValue> reducer) => Reduced(nameof(Reduce), NotNull(reducer));

    /// <summary>The result of an aggregation, by key.</summary>
    /// <param name="aggregation">Shared by all tasks.</param>
    public KeyedStream<TKey, TResult> Aggregate<TAccumulator, TResult>(Aggregation<TValue, TAccumulator, TResult> aggregation) =>
        Aggregated(nameof(Aggregate), NotNull(aggregation));

    /// <summary>The result of an aggregation, by key. Storm's and Spark's aggregateByKey.</summary>
    /// <param name="seed">Makes the accumulator of no values.</param>
    /// <param name="add">Adds a value to it; may change it and return it.</param>
    /// <param name="result">Makes the result of it.</param>
    public KeyedStream<TKey, TResult> Aggregate<TAccumulator, TResult>(
        Func<TAccumulator> seed, Func<TAccumulator, TValue, TAccumulator> add, Func<TAccumulator, TResult> result) =>
        Aggregated(nameof(Aggregate), new FunctionAggregation<TValue, TAccumulator, TResult>(NotNull(seed), NotNull(add), null, NotNull(result)));

    /// <summary>Keeps a state for each key and gives the new one after each element.</summary>
    /// <param name="update">Makes the new state of the old one (the type's default if there is none) and the value. Null ends the state, and nothing is given.</param>
    public KeyedStream<TKey, TState> UpdateStateByKey<TState>(Func<TState?, TValue, TState?> update) =>
        new(new UpdateOperator<TKey, TValue, TState>(Operator, NotNull(update)));

    /// <summary>The last value of each key, for other streams to look up. A null value removes its key.</summary>
    public Table<TKey, TValue> ToTable() => new(this);

    /// <summary>Each element together with what a table has for its key at that time; elements without an entry are left out.</summary>
    /// <param name="table">Of the same program.</param>
    /// <param name="join">Makes the result of both.</param>
    /// <remarks>Elements and entries come as they come: an element does not wait for an entry that is on its way.</remarks>
    public KeyedStream<TKey, TResult> Join<TRow, TResult>(Table<TKey, TRow> table, Func<TValue, TRow, TResult> join)
    {
        ArgumentNullException.ThrowIfNull(join);
        return Joined<TRow, TResult>(nameof(Join), table, isInner: true, (value, row) => join(value, row!)); // there is one
    }

    /// <summary>The same, with the type's default for elements without an entry.</summary>
    /// <param name="table">Of the same program.</param>
    /// <param name="join">Makes the result of both.</param>
    /// <remarks>Elements and entries come as they come: an element does not wait for an entry that is on its way.</remarks>
    public KeyedStream<TKey, TResult> LeftJoin<TRow, TResult>(Table<TKey, TRow> table, Func<TValue, TRow?, TResult> join)
    {
        ArgumentNullException.ThrowIfNull(join);
        return Joined(nameof(LeftJoin), table, isInner: false, join);
    }

    private KeyedStream<TKey, TResult> Joined<TRow, TResult>(string kind, Table<TKey, TRow> table, bool isInner, Func<TValue, TRow?, TResult> join)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Source.Program != Program)
            throw new ArgumentException("The table is of another StreamBuilder; make both streams with one.", nameof(table));
        return new(new TableJoinOperator<TKey, TValue, TRow, TResult>(Operator, table.Source.Operator, kind, isInner, join));
    }

    private KeyedStream<TKey, TValue> Reduced(string kind, Func<TValue, TValue, TValue> reducer) =>
        new(new ReduceOperator<TKey, TValue>(Operator, kind, reducer));

    private KeyedStream<TKey, TResult> Aggregated<TAccumulator, TResult>(string kind, Aggregation<TValue, TAccumulator, TResult> aggregation) =>
        new(new AggregateOperator<TKey, TValue, TAccumulator, TResult>(Operator, kind, aggregation));

    private static TArgument NotNull<TArgument>(TArgument argument)
        where TArgument : class
    {
        ArgumentNullException.ThrowIfNull(argument);
        return argument;
    }
}
