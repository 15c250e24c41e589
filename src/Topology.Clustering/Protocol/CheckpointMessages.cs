using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Protocol;

/// <summary>From an executor: a barrier has passed it.</summary>
internal sealed record SnapshotTaken(ExecutorSnapshot Snapshot);

/// <summary>From an executor: its tasks have acted on a completed checkpoint.</summary>
internal sealed record CheckpointSettled(int Executor, long Checkpoint);

/// <summary>From an executor: a task keeps state.</summary>
internal sealed record CheckpointsWanted;

/// <summary>From a source: one is to be taken before it is due.</summary>
internal sealed record CheckpointNeeded;

/// <summary>From the writer: an executor's part is stored.</summary>
internal sealed record PartWritten(ExecutorSnapshot Snapshot, IReadOnlyList<WrittenTask> Tasks);

/// <summary>From the writer or the store: something of a checkpoint cannot be stored.</summary>
internal sealed record CheckpointFailed(long Checkpoint, Exception Cause);

/// <summary>From the store: there are more numbers for checkpoints, or not.</summary>
internal sealed record IdsReserved(Exception? Error);

/// <summary>To the parent of the checkpoints' actor: another coordinator has taken its place.</summary>
internal sealed record LeadLost(Exception Cause);

/// <summary>From the store: the manifest is committed.</summary>
internal sealed record ManifestCommitted(CheckpointManifest Manifest);

/// <summary>From the topology's actor: an executor has failed.</summary>
internal sealed record ExecutorDied(int Executor);

/// <summary>From a timer: look whether a checkpoint is due.</summary>
internal sealed record CheckpointDue;

/// <summary>From the store: older checkpoints are deleted, or cannot be.</summary>
internal sealed record CheckpointsPruned(Exception? Error);

/// <summary>To the checkpoints' actor: end, and begin nothing more.</summary>
/// <param name="Ended">Set when it is so.</param>
internal sealed record EndCheckpoints(TaskCompletionSource Ended);

/// <summary>To the checkpoints' actor: take one now.</summary>
/// <param name="IsFinal">Whether the topology completes with it.</param>
/// <param name="Reply">Gets the manifest once everybody has acted on it; faults with why there is none.</param>
internal sealed record TakeCheckpoint(bool IsFinal, TaskCompletionSource<CheckpointManifest> Reply);
