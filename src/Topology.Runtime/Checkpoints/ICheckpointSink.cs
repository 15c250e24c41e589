using Topology.Runtime.Execution;

namespace Topology.Runtime.Checkpoints;

/// <summary>What an executor's tasks held when a barrier passed it.</summary>
/// <param name="Executor">The executor's id.</param>
/// <param name="Checkpoint">The barrier's checkpoint.</param>
/// <param name="Tasks">By task, also those without state.</param>
/// <param name="Aligning">From the first barrier to the last one.</param>
/// <param name="Copying">For how long the flow stood still for the snapshot.</param>
/// <param name="Base">The executor's snapshot that this one holds the changes to; 0: what it began with, or nothing.</param>
public sealed record ExecutorSnapshot(int Executor, long Checkpoint, IReadOnlyList<TaskPieces> Tasks, TimeSpan Aligning, TimeSpan Copying, long Base = 0);

/// <summary>What one task held.</summary>
/// <param name="Component">Its component.</param>
/// <param name="Index">Its position in the component.</param>
/// <param name="IsDone">A spout's task whose source has ended.</param>
/// <param name="Pieces">What is to be written; none for a task whose states have not changed.</param>
public sealed record TaskPieces(string Component, int Index, bool IsDone, IReadOnlyList<StatePiece> Pieces);

/// <summary>Told of checkpoints by executors, on their threads, inside a slice: it must only pass it on.</summary>
public interface ICheckpointSink
{
    /// <summary>A barrier has passed an executor.</summary>
    void Taken(ComponentExecutor executor, ExecutorSnapshot snapshot);

    /// <summary>An executor's tasks know that a checkpoint is complete; its sinks have committed.</summary>
    void Settled(ComponentExecutor executor, long checkpoint);

    /// <summary>A task keeps state, or publishes in transactions: checkpoints are wanted. Perhaps several times.</summary>
    void Wanted();

    /// <summary>Acks wait for a checkpoint that a source needs to go on: one is to be taken before it is due.</summary>
    void Needed();
}

/// <summary>What one task begins with.</summary>
/// <param name="Checkpoint">Whose contents they are.</param>
/// <param name="Pieces">In the manifest's order; of all tasks of the component, if their number has changed.</param>
public sealed record TaskRestore(long Checkpoint, IReadOnlyList<RestoredPiece> Pieces);
