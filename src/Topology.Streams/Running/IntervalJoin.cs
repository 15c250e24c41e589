namespace Topology.Streams.Running;

/// <summary>The join of one task: both sides and how far event time has got. The executor's thread.</summary>
/// <param name="lower">The least time, in ticks, that the right element of a pair is behind the left one.</param>
/// <param name="upper">The most.</param>
/// <param name="join">Makes the result of a pair.</param>
/// <param name="mark">Of the operator.</param>
/// <param name="next">Gets the results.</param>
internal sealed class IntervalJoin<TKey, TLeft, TRight, TOut>(
    long lower, long upper, Func<TLeft, TRight, TOut> join, CallMark mark, Stage<KeyValuePair<TKey, TOut>> next)
    where TKey : notnull
{
    public IntervalSide<TKey, TLeft> Left { get; } = new(upper);

    public IntervalSide<TKey, TRight> Right { get; } = new(-lower);

    /// <summary>The task's; set before the first element.</summary>
    public OutputCollector Collector { get; set; } = null!;

    /// <summary>Ticks: nothing of this time or an earlier one is expected.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    public void Advance(long watermark)
    {
        if (watermark <= Watermark)
            return;
        Watermark = watermark;
        Left.Advance(watermark);
        Right.Advance(watermark);
    }

    public void AddLeft(KeyValuePair<TKey, TLeft> element, long time)
    {
        foreach (var (other, right) in Right.Between(element.Key, time + lower, time + upper))
            Push(element.Key, element.Value, right, Math.Max(time, other));
        Left.Add(element.Key, time, element.Value, Watermark);
    }

    public void AddRight(KeyValuePair<TKey, TRight> element, long time)
    {
        foreach (var (other, left) in Left.Between(element.Key, time - upper, time - lower))
            Push(element.Key, left, element.Value, Math.Max(time, other));
        Right.Add(element.Key, time, element.Value, Watermark);
    }

    private void Push(TKey key, TLeft left, TRight right, long time)
    {
        Collector.OutputEventTime = new DateTime(time, DateTimeKind.Utc);
        mark.Set();
        next.Push(new KeyValuePair<TKey, TOut>(key, join(left, right)));
    }
}

/// <summary>Where tuples of one side enter: finds out when they happened, and whether that is too late.</summary>
/// <param name="owner">For messages.</param>
/// <param name="scope">The task's.</param>
/// <param name="late">The stream of those that are too late; null: nobody wants them.</param>
/// <param name="watermark">How far event time has got.</param>
/// <param name="collector">The task's.</param>
/// <param name="add">Takes the others.</param>
internal sealed class IntervalEntry<T>(
    Planning.Operator owner, TaskScope scope, string? late, Func<long> watermark, Func<OutputCollector> collector, Action<T, long> add) : TupleEntry
{
    private readonly Encoding<T> _encoding = Encoding<T>.Instance;

    public override void Push(StreamTuple tuple)
    {
        var time = tuple.Batch.EventTimeOf(tuple.Index);
        if (time > watermark() && time != Engine.TupleBatch.NoEventTime)
        {
            add(_encoding.Read(tuple), time);
            return;
        }
        if (time == Engine.TupleBatch.NoEventTime)
        {
            collector().ReportError(new StreamException(
                $"{owner.Shown} of component \"{scope.Segment.Id}\": an element of component \"{tuple.SourceComponent}\" has no event time; it is treated as late. Say WithEventTime before the join.", null));
        }
        collector().CountLate();
        if (late is not null)
            collector().EmitTo(late, tuple, tuple.Values[.._encoding.Fields.Length]); // an event time of its own may lie behind
    }
}
