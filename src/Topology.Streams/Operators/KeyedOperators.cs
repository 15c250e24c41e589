using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>An operator that keeps something for each key. Its state has its name.</summary>
internal abstract class KeyedOperator<TKey, TIn, TState, TOut>(Operator<KeyValuePair<TKey, TIn>> input, string kind)
    : ChainOperator<KeyValuePair<TKey, TIn>, KeyValuePair<TKey, TOut>>(input, kind)
    where TKey : notnull
{
    public override Exchange Exchange => Exchange.Key;

    public override bool IsStateful => true;

    public override bool KeepsKeys => true;

    public override IEnumerable<string> Mistakes() => StateTypes.Mistake(typeof(TState)) is { } mistake ? [$"{Shown}: {mistake}."] : [];
}

/// <summary>A running aggregate: each element gives the new result of its key.</summary>
internal sealed class AggregateOperator<TKey, TIn, TAccumulator, TResult>(
    Operator<KeyValuePair<TKey, TIn>> input, string kind, Aggregation<TIn, TAccumulator, TResult> aggregation)
    : KeyedOperator<TKey, TIn, TAccumulator, TResult>(input, kind)
    where TKey : notnull
{
    public override Stage<KeyValuePair<TKey, TIn>> CreateStage(TaskScope scope)
    {
        var stage = new AggregateStage(scope.MarkOf(this), aggregation, CreateChain(scope));
        scope.NeedsState(context => stage.State = new(context.GetKeyValueState<TKey, TAccumulator>(scope.NameOf(this))));
        return stage;
    }

    private sealed class AggregateStage(CallMark mark, Aggregation<TIn, TAccumulator, TResult> aggregation, Stage<KeyValuePair<TKey, TResult>> next)
        : Stage<KeyValuePair<TKey, TIn>>
    {
        public KeyedValues<TKey, TAccumulator> State = null!; // set before the first element

        public override void Push(KeyValuePair<TKey, TIn> element)
        {
            var key = element.Key;
            mark.Set();
            ref var cell = ref State.Find(key, out var before, out var isThere);
            var accumulator = aggregation.Add(isThere ? before! : aggregation.Create(), element.Value); // was put
            State.Put(ref cell, key, accumulator);
            next.Push(new KeyValuePair<TKey, TResult>(key, aggregation.Result(accumulator)));
        }
    }
}
