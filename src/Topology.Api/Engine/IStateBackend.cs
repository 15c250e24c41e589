namespace Topology.Engine;

/// <summary>Makes the states of one task, filled with what was restored. On the executor's thread; the same name gives the same state.</summary>
public interface IStateBackend
{
    /// <summary>The checkpoint whose contents the task began with; null: with nothing.</summary>
    long? RestoredCheckpoint { get; }

    /// <summary>Values by key.</summary>
    IKeyValueState<TKey, TValue> GetKeyValue<TKey, TValue>(string name, StateOptions<TValue> options)
        where TKey : notnull;

    /// <summary>One value.</summary>
    IValueState<T> GetValue<T>(string name, StateOptions<T> options);

    /// <summary>A list.</summary>
    IListState<T> GetList<T>(string name, StateOptions<T> options);
}
