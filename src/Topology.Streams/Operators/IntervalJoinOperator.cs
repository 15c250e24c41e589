using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>Pairs of elements of two streams that have the same key and happened within some time of each other.</summary>
internal sealed class IntervalJoinOperator<TKey, TLeft, TRight, TOut>(
    Operator<KeyValuePair<TKey, TLeft>> left, Operator<KeyValuePair<TKey, TRight>> right, long lower, long upper, Func<TLeft, TRight, TOut> join)
    : Operator<KeyValuePair<TKey, TOut>>(left.Program, "IntervalJoin", left, right)
    where TKey : notnull
{
    private const int RightInput = 1;

    public override Exchange Exchange => Exchange.Key;

    public override bool IsHead => true; // so that both inputs meet by key

    public override bool IsStateful => true;

    public override bool KeepsKeys => true;

    public string LateStream => "late";

    public string OtherLateStream => "late-other";

    /// <summary>Whether somebody wants what comes too late of the first stream.</summary>
    public bool HasLate { get; set; }

    /// <summary>The same of the second.</summary>
    public bool HasOtherLate { get; set; }

    public override IEnumerable<string> Mistakes()
    {
        foreach (var type in new[] { typeof(TLeft), typeof(TRight) })
        {
            if (StateTypes.Mistake(type) is { } mistake)
                yield return $"{Shown}: {mistake}.";
        }
        foreach (var input in Inputs.Where(input => !MayHaveTime(input)))
            yield return $"{Shown}: the elements of {input.Shown} have no event time; say WithEventTime before.";
    }

    public override Component CreateComponent(Segment segment) => new IntervalJoinBolt<TKey, TLeft, TRight, TOut>(segment, this);

    /// <summary>What the task joins with.</summary>
    public IntervalJoin<TKey, TLeft, TRight, TOut> JoinOf(TaskScope scope) => scope.Shared(this, () => Create(scope));

    public override TupleEntry CreateEntry(int input, TaskScope scope)
    {
        var both = JoinOf(scope);
        return input == RightInput
            ? new IntervalEntry<KeyValuePair<TKey, TRight>>(this, scope, HasOtherLate ? OtherLateStream : null, () => both.Watermark, () => both.Collector, both.AddRight)
            : new IntervalEntry<KeyValuePair<TKey, TLeft>>(this, scope, HasLate ? LateStream : null, () => both.Watermark, () => both.Collector, both.AddLeft);
    }

    private IntervalJoin<TKey, TLeft, TRight, TOut> Create(TaskScope scope)
    {
        var both = new IntervalJoin<TKey, TLeft, TRight, TOut>(lower, upper, join, scope.MarkOf(this), CreateChain(scope));
        var name = scope.NameOf(this);
        scope.NeedsState(context =>
        {
            both.Left.Use(context.GetKeyValueState<TKey, List<(long Time, TLeft Value)>>(name));
            both.Right.Use(context.GetKeyValueState<TKey, List<(long Time, TRight Value)>>(name + "-other"));
        });
        return both;
    }

    /// <summary>Whether event time is given on the way, or a component of the user's may give one.</summary>
    private static bool MayHaveTime(Operator item) =>
        item is IEventTime || item.Foreign is not null || (item.Inputs.Count > 0 && item.Inputs.All(MayHaveTime)) || IsOfWindows(item);

    private static bool IsOfWindows(Operator item) => item.TakesState is false && !item.IsSource;
}
