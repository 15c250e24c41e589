namespace Topology;

/// <summary>A list of a task. When the component's parallelism changes, the items of all tasks are dealt out evenly.</summary>
/// <typeparam name="T">Anything that can be sent to another worker.</typeparam>
public interface IListState<T> : IState, IReadOnlyList<T>
{
    /// <summary>Appends an item.</summary>
    void Add(T item);

    /// <summary>Replaces all items.</summary>
    void Replace(IEnumerable<T> items);

    /// <summary>Removes all items.</summary>
    void Clear();
}
