using Topology.Runtime.Checkpoints;

namespace Topology.Runtime.State;

/// <summary>A state as its task's checkpoints see it.</summary>
internal abstract class TaskState(StateLabel label) : IState
{
    public StateLabel Label { get; } = label;

    public string Name => Label.State;

    /// <summary>Form and types, for messages.</summary>
    public abstract string ShownType { get; }

    /// <summary>What a checkpoint has to hold; null if nothing has changed.</summary>
    /// <param name="full">All of it, even if nothing has.</param>
    public abstract StatePiece? Take(bool full);

    /// <summary>Nobody will write the pieces taken so far that have not been written.</summary>
    public virtual void GiveUp() { }
}

/// <summary>A state with values that have versions.</summary>
internal abstract class TaskState<T>(StateLabel label) : TaskState(label)
{
    /// <summary>Called once at most, before anything else.</summary>
    public abstract void Restore(RestoredChain chain, StateOptions<T> options);
}
