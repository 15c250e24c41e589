using Topology.Engine;

namespace Topology;

/// <summary>A spout that remembers where in its source it is.</summary>
/// <remarks>What the state holds when a checkpoint begins belongs to the tuples emitted until then. With effectively-once delivery the
/// spout must, from a restored state on, emit the same tuples again.</remarks>
/// <typeparam name="TState"><see cref="IKeyValueState{TKey, TValue}"/>, <see cref="IValueState{T}"/> or <see cref="IListState{T}"/>. Further
/// states come from the context.</typeparam>
public abstract class StatefulSpout<TState> : Spout, IStatefulComponent
    where TState : class, IState
{
    /// <summary>Called once after Prepare and before the first Execute, also after a restart: then with what the last completed checkpoint holds.</summary>
    /// <param name="state">Named "state"; may be kept.</param>
    public abstract void InitState(TState state);

    void IStatefulComponent.InitState(TopologyContext context) => InitState(StateForms.Get<TState>(context));
}
