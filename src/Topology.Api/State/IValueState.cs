namespace Topology;

/// <summary>One value of a task.</summary>
/// <remarks>Bound to the task's index: a component with such a state cannot change its number of tasks.</remarks>
/// <typeparam name="T">Anything that can be sent to another worker.</typeparam>
public interface IValueState<T> : IState
{
    /// <summary>Whether a value was set.</summary>
    bool HasValue { get; }

    /// <summary>The value; the type's default before one was set.</summary>
    T? Value { get; set; }

    /// <summary>As if none had been set.</summary>
    void Clear();
}
