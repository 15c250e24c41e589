using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;

namespace Topology.Clustering.Worker;

/// <summary>What follows when an executor fails.</summary>
/// <param name="IsWhole">The whole topology goes back to its last checkpoint; else only the executor restarts.</param>
/// <param name="Read">Reads what its tasks begin with then; null: they begin with nothing.</param>
internal sealed record ExecutorRecovery(bool IsWhole, Func<ComponentExecutor, Task<IReadOnlyDictionary<int, TaskRestore>>>? Read)
{
    /// <summary>The executor restarts with nothing.</summary>
    public static ExecutorRecovery Anew { get; } = new(false, null);
}
