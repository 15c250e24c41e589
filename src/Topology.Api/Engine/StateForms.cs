using System.Reflection;

namespace Topology.Engine;

/// <summary>Finds the state that a component's type parameter asks for.</summary>
internal static class StateForms
{
    private const string Name = "state";

    public static TState Get<TState>(TopologyContext context)
        where TState : class, IState
    {
        var form = typeof(TState).IsGenericType ? typeof(TState).GetGenericTypeDefinition() : null;
        var method = form == typeof(IKeyValueState<,>) ? nameof(TopologyContext.GetKeyValueState)
            : form == typeof(IValueState<>) ? nameof(TopologyContext.GetValueState)
            : form == typeof(IListState<>) ? nameof(TopologyContext.GetListState)
            : throw new InvalidOperationException(
                $"Component \"{context.ThisComponentId}\": {typeof(TState)} is no form of state; use IKeyValueState<TKey, TValue>, IValueState<T> or IListState<T>.");
        var get = typeof(TopologyContext).GetMethod(method)!.MakeGenericMethod(typeof(TState).GetGenericArguments()); // it has that name
        return (TState)get.Invoke(context, BindingFlags.DoNotWrapExceptions, null, [Name, null], null)!; // never returns null
    }
}
