using System.Numerics;

namespace Topology.Streams.Operators;

internal sealed class CountAggregation<TValue> : Aggregation<TValue, long, long>
{
    public override bool CanSubtract => true;

    public override long Create() => 0;

    public override long Add(long accumulator, TValue value) => accumulator + 1;

    public override long Merge(long left, long right) => left + right;

    public override long Subtract(long total, long leaving) => total - leaving;

    public override long Result(long accumulator) => accumulator;
}

/// <summary>An overflow is an error, as in LINQ.</summary>
internal sealed class SumAggregation<TValue, TNumber>(Func<TValue, TNumber> selector) : Aggregation<TValue, TNumber, TNumber>
    where TNumber : INumber<TNumber>
{
    // What was rounded away in adding does not come back by subtracting.
    public override bool CanSubtract => TNumber.Zero is not (double or float or Half or decimal);

    public override TNumber Create() => TNumber.Zero;

    public override TNumber Add(TNumber accumulator, TValue value) => checked(accumulator + selector(value));

    public override TNumber Merge(TNumber left, TNumber right) => checked(left + right);

    public override TNumber Subtract(TNumber total, TNumber leaving) => checked(total - leaving);

    public override TNumber Result(TNumber accumulator) => accumulator;
}

/// <summary>The arithmetic mean in double precision. Its parts are a tuple, which every serializer knows.</summary>
internal sealed class AverageAggregation<TValue, TNumber>(Func<TValue, TNumber> selector) : Aggregation<TValue, (double Sum, long Count), double>
    where TNumber : INumber<TNumber>
{
    public override (double Sum, long Count) Create() => default;

    public override (double Sum, long Count) Add((double Sum, long Count) accumulator, TValue value) =>
        (accumulator.Sum + double.CreateChecked(selector(value)), accumulator.Count + 1);

    public override (double Sum, long Count) Merge((double Sum, long Count) left, (double Sum, long Count) right) => (left.Sum + right.Sum, left.Count + right.Count);

    public override double Result((double Sum, long Count) accumulator) => accumulator.Sum / accumulator.Count;
}

/// <summary>Aggregations without a value to begin with begin with their first value.</summary>
internal sealed class ReduceAggregation<TValue>(Func<TValue, TValue, TValue> reducer, Func<TValue, TValue, TValue>? inverse = null)
    : Aggregation<TValue, (bool Has, TValue Value), TValue>
{
    public override bool CanSubtract => inverse is not null;

    public override (bool Has, TValue Value) Create() => default;

    public override (bool Has, TValue Value) Add((bool Has, TValue Value) accumulator, TValue value) =>
        (true, accumulator.Has ? reducer(accumulator.Value, value) : value);

    public override (bool Has, TValue Value) Merge((bool Has, TValue Value) left, (bool Has, TValue Value) right) =>
        !right.Has ? left : !left.Has ? right : (true, reducer(left.Value, right.Value));

    public override (bool Has, TValue Value) Subtract((bool Has, TValue Value) total, (bool Has, TValue Value) leaving) =>
        leaving.Has && total.Has ? (true, inverse!(total.Value, leaving.Value)) : total; // there is one: CanSubtract

    public override TValue Result((bool Has, TValue Value) accumulator) => accumulator.Value;
}

/// <summary>Functions in the place of a class.</summary>
internal sealed class FunctionAggregation<TValue, TAccumulator, TResult>(
    Func<TAccumulator> create, Func<TAccumulator, TValue, TAccumulator> add, Func<TAccumulator, TAccumulator, TAccumulator>? merge, Func<TAccumulator, TResult> result)
    : Aggregation<TValue, TAccumulator, TResult>
{
    public override TAccumulator Create() => create();

    public override TAccumulator Add(TAccumulator accumulator, TValue value) => add(accumulator, value);

    public override TAccumulator Merge(TAccumulator left, TAccumulator right) => merge is null
        ? throw new NotSupportedException("an aggregate by windows needs a function that merges two accumulators: give Aggregate its parameter merge")
        : merge(left, right);

    public override TResult Result(TAccumulator accumulator) => result(accumulator);
}
