namespace Topology;

/// <summary>A named piece of one task's memory that outlives it: saved by checkpoints, restored after failures.</summary>
/// <remarks>
/// Belongs to the task that asked for it, and is to be used on its executor's thread only. A change is visible at once to the
/// owner, and durable with the next completed checkpoint. Values are kept by reference: after changing an object, put it again, or the
/// change may not be saved.
/// </remarks>
public interface IState
{
    /// <summary>Unique among the states of the component.</summary>
    string Name { get; }
}
