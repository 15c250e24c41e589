using Topology.Streams.Operators;

namespace Topology.Streams;

/// <content>Joins by the time between two elements.</content>
public sealed partial class KeyedStream<TKey, TValue>
{
    /// <summary>Each pair of an element of this stream and one of another that have the same key and of which the second happened from <paramref name="lower"/> to <paramref name="upper"/> after the
    /// first, both included. A pair is given as soon as both are there, and happened when the later of them did.</summary>
    /// <param name="other">Of the same program; both need an event time.</param>
    /// <param name="lower">Negative: the second may have happened before the first.</param>
    /// <param name="upper">Not less than <paramref name="lower"/>.</param>
    /// <param name="join">Makes the result of a pair.</param>
    /// <param name="lateTo">Writes on with elements of this stream that come behind the watermark; null: they are left out. They are counted either way.</param>
    /// <param name="otherLateTo">The same of the other stream.</param>
    /// <remarks>An element is kept as state until the watermark says that nothing can come for it any more.</remarks>
    public KeyedStream<TKey, TResult> IntervalJoin<TOther, TResult>(
        KeyedStream<TKey, TOther> other,
        TimeSpan lower,
        TimeSpan upper,
        Func<TValue, TOther, TResult> join,
        Action<KeyedStream<TKey, TValue>>? lateTo = null,
        Action<KeyedStream<TKey, TOther>>? otherLateTo = null)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(join);
        if (other.Program != Program)
            throw new ArgumentException("The other stream is of another StreamBuilder; make both streams with one.", nameof(other));
        if (upper < lower)
            throw new ArgumentOutOfRangeException(nameof(upper), upper, $"Must not be less than the lower bound, {lower}: then there would be no pair.");
        RequireRange(lower, nameof(lower));
        RequireRange(upper, nameof(upper));
        var joined = new IntervalJoinOperator<TKey, TValue, TOther, TResult>(Operator, other.Operator, lower.Ticks, upper.Ticks, join)
        {
            HasLate = lateTo is not null,
            HasOtherLate = otherLateTo is not null,
        };
        lateTo?.Invoke(LateOf<TValue>(joined, joined.LateStream));
        otherLateTo?.Invoke(LateOf<TOther>(joined, joined.OtherLateStream));
        return new(joined);
    }

    private static KeyedStream<TKey, T> LateOf<T>(Planning.Operator joined, string stream) => new(new ReadOperator<KeyValuePair<TKey, T>>(
        joined.Program, "Late", joined, null, stream, Running.Encoding<KeyValuePair<TKey, T>>.Instance.Read));

    // Longer ones could not be added to every date.
    private static void RequireRange(TimeSpan bound, string name)
    {
        if (bound.Ticks is < -MostTicks or > MostTicks)
            throw new ArgumentOutOfRangeException(name, bound, $"Must be between -{TimeSpan.FromTicks(MostTicks)} and {TimeSpan.FromTicks(MostTicks)}.");
    }

    private const long MostTicks = 3650 * TimeSpan.TicksPerDay;
}
