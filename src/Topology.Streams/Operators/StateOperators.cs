using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>Spark's updateStateByKey: a function makes the new state of the old one and the element; null ends it.</summary>
internal sealed class UpdateOperator<TKey, TIn, TState>(Operator<KeyValuePair<TKey, TIn>> input, Func<TState?, TIn, TState?> update)
    : KeyedOperator<TKey, TIn, TState, TState>(input, "UpdateStateByKey")
    where TKey : notnull
{
    public override Stage<KeyValuePair<TKey, TIn>> CreateStage(TaskScope scope)
    {
        var stage = new UpdateStage(scope.MarkOf(this), update, CreateChain(scope));
        scope.NeedsState(context => stage.State = new(context.GetKeyValueState<TKey, TState>(scope.NameOf(this))));
        return stage;
    }

    private sealed class UpdateStage(CallMark mark, Func<TState?, TIn, TState?> update, Stage<KeyValuePair<TKey, TState>> next) : Stage<KeyValuePair<TKey, TIn>>
    {
        public KeyedValues<TKey, TState> State = null!; // set before the first element

        public override void Push(KeyValuePair<TKey, TIn> element)
        {
            mark.Set();
            ref var cell = ref State.Find(element.Key, out var before, out _);
            var state = update(before, element.Value);
            if (state is null)
            {
                State.Remove(element.Key);
                return;
            }
            State.Put(ref cell, element.Key, state);
            next.Push(new KeyValuePair<TKey, TState>(element.Key, state));
        }
    }
}

/// <summary>Makes one of all values of a key; the first one begins.</summary>
internal sealed class ReduceOperator<TKey, TValue>(Operator<KeyValuePair<TKey, TValue>> input, string kind, Func<TValue, TValue, TValue> reducer)
    : KeyedOperator<TKey, TValue, TValue, TValue>(input, kind)
    where TKey : notnull
{
    public override Stage<KeyValuePair<TKey, TValue>> CreateStage(TaskScope scope)
    {
        var stage = new ReduceStage(scope.MarkOf(this), reducer, CreateChain(scope));
        scope.NeedsState(context => stage.State = new(context.GetKeyValueState<TKey, TValue>(scope.NameOf(this))));
        return stage;
    }

    private sealed class ReduceStage(CallMark mark, Func<TValue, TValue, TValue> reducer, Stage<KeyValuePair<TKey, TValue>> next) : Stage<KeyValuePair<TKey, TValue>>
    {
        public KeyedValues<TKey, TValue> State = null!; // set before the first element

        public override void Push(KeyValuePair<TKey, TValue> element)
        {
            mark.Set();
            ref var cell = ref State.Find(element.Key, out var before, out var isThere);
            var result = isThere ? reducer(before!, element.Value) : element.Value; // was put
            State.Put(ref cell, element.Key, result);
            next.Push(new KeyValuePair<TKey, TValue>(element.Key, result));
        }
    }
}
