using Topology.Engine;

namespace Topology;

/// <summary>A bolt with a state of its own.</summary>
/// <typeparam name="TState"><see cref="IKeyValueState{TKey, TValue}"/>, <see cref="IValueState{T}"/> or <see cref="IListState{T}"/>. Further
/// states come from the context.</typeparam>
public abstract class StatefulBolt<TState> : Bolt, IStatefulComponent
    where TState : class, IState
{
    /// <summary>Called once after Prepare and before the first tuple, also after a restart: then with what the last completed checkpoint holds.</summary>
    /// <param name="state">Named "state"; may be kept.</param>
    public abstract void InitState(TState state);

    void IStatefulComponent.InitState(TopologyContext context) => InitState(StateForms.Get<TState>(context));
}
