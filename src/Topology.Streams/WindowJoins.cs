using Topology.Streams.Operators;

namespace Topology.Streams;

/// <content>Windows, and joins by them.</content>
public sealed partial class KeyedStream<TKey, TValue>
{
    /// <summary>What follows is computed for each window of each key.</summary>
    /// <param name="window">As <see cref="Tumbling"/>, <see cref="Sliding"/>, <see cref="Session"/> and <see cref="Global"/> make them.</param>
    public new WindowedStream<TKey, TValue> Window(WindowSpec window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return new(this, window);
    }

    /// <summary>Spark's: all values of each window of a key made one.</summary>
    /// <param name="reducer">Makes one of two; must not care in which order or groups values come.</param>
    /// <param name="inverse">Takes the second out of the first; may be null.</param>
    /// <param name="window">The windows.</param>
    public WindowResults<TKey, TValue> ReduceByKeyAndWindow(Func<TValue, TValue, TValue> reducer, Func<TValue, TValue, TValue>? inverse, WindowSpec window) =>
        Window(window).Reduce(reducer, inverse);

    /// <summary>The values of this stream and of another one that are in the same window of the same key, each side together.</summary>
    /// <param name="other">Of the same program.</param>
    /// <param name="window">The windows of both.</param>
    public WindowResults<TKey, (TValue[] Left, TOther[] Right)> CoGroup<TOther>(KeyedStream<TKey, TOther> other, WindowSpec window)
    {
        ArgumentNullException.ThrowIfNull(other);
        var both = MapValues(value => (IsLeft: true, Left: value, Right: default(TOther)!))
            .Union(other.MapValues(value => (IsLeft: false, Left: default(TValue)!, Right: value)))
            .KeyBy();
        return both.Window(window).Aggregated(nameof(CoGroup), new CoGroupAggregation<TValue, TOther>());
    }

    /// <summary>Each pair of values of both streams that are in the same window of the same key.</summary>
    /// <param name="other">Of the same program.</param>
    /// <param name="window">The windows of both.</param>
    /// <param name="join">Makes the result of a pair.</param>
    public Stream<Windowed<TKey, TResult>> Join<TOther, TResult>(KeyedStream<TKey, TOther> other, WindowSpec window, Func<TValue, TOther, TResult> join)
    {
        ArgumentNullException.ThrowIfNull(join);
        return Paired(other, window, isLeft: false, isRight: false, (left, right) => join(left!, right!)); // there are both
    }

    /// <summary>The same, and values of this stream without one of the other, with the type's default in its place.</summary>
    /// <param name="other">Of the same program.</param>
    /// <param name="window">The windows of both.</param>
    /// <param name="join">Makes the result of a pair.</param>
    public Stream<Windowed<TKey, TResult>> LeftJoin<TOther, TResult>(KeyedStream<TKey, TOther> other, WindowSpec window, Func<TValue, TOther?, TResult> join)
    {
        ArgumentNullException.ThrowIfNull(join);
        return Paired(other, window, isLeft: true, isRight: false, (left, right) => join(left!, right)); // the left one is there
    }

    /// <summary>As <see cref="Join{TOther, TResult}(KeyedStream{TKey, TOther}, WindowSpec, Func{TValue, TOther, TResult})"/>, and values of the other stream without one of this.</summary>
    /// <param name="other">Of the same program.</param>
    /// <param name="window">The windows of both.</param>
    /// <param name="join">Makes the result of a pair.</param>
    public Stream<Windowed<TKey, TResult>> RightJoin<TOther, TResult>(KeyedStream<TKey, TOther> other, WindowSpec window, Func<TValue?, TOther, TResult> join)
    {
        ArgumentNullException.ThrowIfNull(join);
        return Paired(other, window, isLeft: false, isRight: true, (left, right) => join(left, right!)); // the right one is there
    }

    /// <summary>As <see cref="Join{TOther, TResult}(KeyedStream{TKey, TOther}, WindowSpec, Func{TValue, TOther, TResult})"/>, and values of either stream without one of the other.</summary>
    /// <param name="other">Of the same program.</param>
    /// <param name="window">The windows of both.</param>
    /// <param name="join">Makes the result of a pair.</param>
    public Stream<Windowed<TKey, TResult>> FullJoin<TOther, TResult>(KeyedStream<TKey, TOther> other, WindowSpec window, Func<TValue?, TOther?, TResult> join)
    {
        ArgumentNullException.ThrowIfNull(join);
        return Paired(other, window, isLeft: true, isRight: true, join);
    }

    private Stream<Windowed<TKey, TResult>> Paired<TOther, TResult>(
        KeyedStream<TKey, TOther> other, WindowSpec window, bool isLeft, bool isRight, Func<TValue?, TOther?, TResult> join) =>
        CoGroup(other, window).SelectMany(group => Pairs(group.Value, isLeft, isRight).Select(pair => group.WithValue(join(pair.Left, pair.Right))));

    private static IEnumerable<(TValue? Left, TOther? Right)> Pairs<TOther>((TValue[] Left, TOther[] Right) group, bool isLeft, bool isRight) =>
        group.Right.Length == 0 ? isLeft ? group.Left.Select(left => ((TValue?)left, default(TOther))) : []
        : group.Left.Length == 0 ? isRight ? group.Right.Select(right => (default(TValue), (TOther?)right)) : []
        : group.Left.SelectMany(left => group.Right.Select(right => ((TValue?)left, (TOther?)right)));
}
