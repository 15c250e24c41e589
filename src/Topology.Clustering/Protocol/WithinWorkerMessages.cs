using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;

namespace Topology.Clustering.Protocol;

/// <summary>Within a worker, to who minds checkpoints: these orders are carried out, by this engine; null while there is none.</summary>
internal sealed record EngineInForce(TopologyEngine? Engine, WorkerOrders Orders);

/// <summary>Within a worker, to who minds checkpoints: read what these executors begin with, where each begins for itself. Answered with <see cref="StateFound"/>.</summary>
internal sealed record FindState(IReadOnlyList<ComponentExecutor> Executors);

/// <summary>Within a worker: what executors begin with.</summary>
/// <param name="Generation">Whose beginning it is; 0: any, the executors are given.</param>
/// <param name="Executors">Which; null: all.</param>
/// <param name="Restored">By task id.</param>
internal sealed record StateFound(long Generation, IReadOnlyList<ComponentExecutor>? Executors, IReadOnlyDictionary<int, TaskRestore> Restored);

/// <summary>Within a worker: the topology cannot begin.</summary>
internal sealed record CannotBegin(string Cause);

/// <summary>Within a worker: the engine that was left holds no threads any more.</summary>
internal sealed record FormerEngineGone;

/// <summary>Within a worker: it is time to tell again what may have been lost.</summary>
internal sealed record TellAgain
{
    public static TellAgain Instance { get; } = new();
}

/// <summary>Within a worker: the lead of checkpoints was taken.</summary>
internal sealed record LeadTaken;

/// <summary>Within a worker: the store does not answer.</summary>
internal sealed record StoreAway(Exception Cause);

/// <summary>Within a worker: a checkpoint was read, or is damaged.</summary>
internal sealed record StateWasRead(long Generation, long Checkpoint, IReadOnlyDictionary<int, TaskRestore> Restored, string? Damage);

/// <summary>Within a worker: a last checkpoint is complete, or not.</summary>
internal sealed record LastSaved(long Generation, bool IsComplete);
