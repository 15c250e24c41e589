namespace Topology.Clustering.Scheduling;

/// <summary>A node that can run workers. Immutable.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Slots">Workers it can run at a time.</param>
/// <param name="CpuPercent">Capacity; 100 is one core.</param>
/// <param name="MemoryMebibytes">Capacity.</param>
public sealed record SchedulableNode(string Name, int Slots, double CpuPercent, double MemoryMebibytes);

/// <summary>A place for one worker.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Slot">0 … slots − 1.</param>
public sealed record WorkerSlot(string Node, int Slot);

/// <summary>An executor to be placed.</summary>
/// <param name="Id">As in the topology's plan.</param>
/// <param name="Component">Whose it is.</param>
/// <param name="CpuPercent">What it is declared to need: the component's load per task, times its tasks.</param>
/// <param name="MemoryMebibytes">Likewise.</param>
public sealed record SchedulableExecutor(int Id, string Component, double CpuPercent, double MemoryMebibytes);

/// <summary>A topology to be placed. Immutable.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Workers">Workers asked for.</param>
/// <param name="Executors">By id, 0 … n − 1.</param>
/// <param name="Edges">Subscriptions: (source component, receiving component).</param>
/// <param name="Current">What is placed now; null if it never was.</param>
public sealed record SchedulableTopology(
    string Id, int Workers, IReadOnlyList<SchedulableExecutor> Executors, IReadOnlyList<(string From, string To)> Edges, TopologyAssignment? Current);

/// <summary>Who runs what. Immutable.</summary>
/// <param name="SlotOfWorker">By worker number; null where the slot is gone.</param>
/// <param name="WorkerOfExecutor">By executor id; −1 for one that is not placed.</param>
public sealed record TopologyAssignment(IReadOnlyList<WorkerSlot?> SlotOfWorker, IReadOnlyList<int> WorkerOfExecutor);

/// <summary>A plan for one topology.</summary>
/// <param name="TopologyId">Which.</param>
/// <param name="Assignment">Complete: every executor on a worker, every worker on a slot; null if it cannot be placed.</param>
/// <param name="Trouble">Why it cannot be placed, or has less than it asked for; null if all is well.</param>
public sealed record ScheduleResult(string TopologyId, TopologyAssignment? Assignment, string? Trouble);

/// <summary>Decides which executors run in which workers, and those in which slots. Pure: same input, same plan.</summary>
public interface IScheduler
{
    /// <summary>Plans all topologies, in the order given, which is the order in which they get what is free.</summary>
    /// <param name="nodes">Those that are alive.</param>
    /// <param name="topologies">All that are to run. Slots of <see cref="SchedulableTopology.Current"/> on nodes that are alive are taken.</param>
    /// <returns>One result for each, in the same order. What can stay where it is stays.</returns>
    IReadOnlyList<ScheduleResult> Schedule(IReadOnlyList<SchedulableNode> nodes, IReadOnlyList<SchedulableTopology> topologies);
}
