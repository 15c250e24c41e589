namespace Topology.Streams;

/// <summary>How values become one result, in a form that works by key, by window and in parts. One instance serves all tasks at once: it must not keep anything.</summary>
/// <typeparam name="TValue">What comes in.</typeparam>
/// <typeparam name="TAccumulator">What is kept meanwhile. It is state: data that can be saved. An accumulator is never used again after it was given to <see cref="Add"/> or
/// <see cref="Merge"/>, so these may change it and return it.</typeparam>
/// <typeparam name="TResult">What comes out.</typeparam>
public abstract class Aggregation<TValue, TAccumulator, TResult>
{
    /// <summary>An accumulator of no values.</summary>
    public abstract TAccumulator Create();

    /// <summary>That of the same values and one more.</summary>
    /// <param name="accumulator">Of those so far; given up by the caller.</param>
    /// <param name="value">The next.</param>
    public abstract TAccumulator Add(TAccumulator accumulator, TValue value);

    /// <summary>That of the values of both.</summary>
    /// <param name="left">Of earlier values; given up by the caller.</param>
    /// <param name="right">Of later values; not to be changed or kept.</param>
    public abstract TAccumulator Merge(TAccumulator left, TAccumulator right);

    /// <summary>The result of the values so far. The accumulator goes on being used: the result must not share with it what may change.</summary>
    /// <param name="accumulator">Not to be changed.</param>
    public abstract TResult Result(TAccumulator accumulator);

    /// <summary>Whether <see cref="Subtract"/> works: then a sliding window takes out what has left it instead of adding up anew.</summary>
    public virtual bool CanSubtract => false;

    /// <summary>That of the values without those of a part of them.</summary>
    /// <param name="total">Of all; given up by the caller.</param>
    /// <param name="leaving">Of those that leave; not to be changed or kept.</param>
    /// <exception cref="NotSupportedException"><see cref="CanSubtract"/> is false.</exception>
    public virtual TAccumulator Subtract(TAccumulator total, TAccumulator leaving) => throw new NotSupportedException($"{GetType().Name} does not subtract.");
}
