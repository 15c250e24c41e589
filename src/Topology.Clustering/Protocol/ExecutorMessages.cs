using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Protocol;

/// <summary>To an executor's actor: make the tasks and prepare them.</summary>
/// <param name="Restored">What they begin with, by task id; null: with nothing.</param>
internal sealed record StartExecutor(IReadOnlyDictionary<int, TaskRestore>? Restored = null);

/// <summary>To an executor's actor: end the executor.</summary>
/// <param name="Cleanup">Whether its tasks get their Cleanup.</param>
internal sealed record StopExecutor(bool Cleanup);

/// <summary>From the executor: its tasks are prepared.</summary>
internal sealed record TasksPrepared;

/// <summary>From the executor: user code threw.</summary>
internal sealed record TasksFailed(ComponentException Cause);

/// <summary>From the executor: it has ended.</summary>
internal sealed record TasksStopped;

/// <summary>From a timer: the back-off is over.</summary>
internal sealed record RestartDue;

/// <summary>To the topology's actor: the executor is running.</summary>
internal sealed record ExecutorReady(int Executor);

/// <summary>To the topology's actor: the executor has failed, and the whole topology goes back to its last checkpoint.</summary>
internal sealed record ExecutorFailed(int Executor, ComponentException Cause);

/// <summary>To the topology's actor: the executor has failed too often.</summary>
internal sealed record ExecutorGaveUp(int Executor, ComponentException Cause);

/// <summary>To the topology's actor: the executor has ended.</summary>
internal sealed record ExecutorEnded(int Executor);
