using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Protocol;

/// <summary>To a topology's actor: let the spouts emit, or stop them.</summary>
/// <param name="IsActive">Whether they may emit.</param>
/// <param name="Reply">Set when all have been told.</param>
internal sealed record ChangeActivity(bool IsActive, TaskCompletionSource Reply);

/// <summary>To a topology's actor: end it.</summary>
/// <param name="Wait">The longest time for what is in flight.</param>
internal sealed record KillTopology(TimeSpan Wait);

/// <summary>From the engine: all sources have ended and nothing is in flight.</summary>
internal sealed record SourcesDrained;

/// <summary>From the engine: all spouts know whether they may emit.</summary>
internal sealed record ActivityChanged(TaskCompletionSource? Reply);

/// <summary>From a timer: look whether the drain or the stop is over.</summary>
internal sealed record LookAgain;

/// <summary>To the topology's actor: the checkpoint before the stop is complete, or has failed.</summary>
/// <param name="Engine">The number of the engine it is of.</param>
/// <param name="IsComplete">Whether it is.</param>
internal sealed record StateSaved(int Engine, bool IsComplete);

/// <summary>To the topology's actor: what the next engine begins with was read.</summary>
internal sealed record StateRead(IReadOnlyDictionary<int, TaskRestore> Restored);

/// <summary>To the topology's actor: what the next engine would begin with cannot be used.</summary>
internal sealed record StateLost(Exception Cause);

/// <summary>To the topology's actor: its checkpoints are deleted, as it is completed.</summary>
internal sealed record StateCleared;

/// <summary>To the topology's actor: its engine holds no threads any more.</summary>
internal sealed record EngineGone;
