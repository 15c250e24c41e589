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
        var stage = new UpdateStage(this, update, CreateChain(scope));
        scope.NeedsState(context => stage.State = context.GetKeyValueState<TKey, TState>(scope.NameOf(this)));
        return stage;
    }

    private sealed class UpdateStage(Operator owner, Func<TState?, TIn, TState?> update, Stage<KeyValuePair<TKey, TState>> next) : Stage<KeyValuePair<TKey, TIn>>
    {
        public IKeyValueState<TKey, TState> State = null!; // set before the first element

        public override void Push(KeyValuePair<TKey, TIn> element)
        {
            TState? state;
            try
            {
                state = update(State.Get(element.Key), element.Value);
                if (state is null)
                    State.Remove(element.Key);
                else
                    State.Put(element.Key, state);
            }
            catch (Exception error) when (Blame.On(owner, error))
            {
                throw;
            }
            if (state is not null)
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
        var stage = new ReduceStage(this, reducer, CreateChain(scope));
        scope.NeedsState(context => stage.State = context.GetKeyValueState<TKey, TValue>(scope.NameOf(this)));
        return stage;
    }

    private sealed class ReduceStage(Operator owner, Func<TValue, TValue, TValue> reducer, Stage<KeyValuePair<TKey, TValue>> next) : Stage<KeyValuePair<TKey, TValue>>
    {
        public IKeyValueState<TKey, TValue> State = null!; // set before the first element

        public override void Push(KeyValuePair<TKey, TValue> element)
        {
            TValue result;
            try
            {
                result = State.TryGet(element.Key, out var before) ? reducer(before, element.Value) : element.Value;
                State.Put(element.Key, result);
            }
            catch (Exception error) when (Blame.On(owner, error))
            {
                throw;
            }
            next.Push(new KeyValuePair<TKey, TValue>(element.Key, result));
        }
    }
}
