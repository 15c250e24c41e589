namespace Topology.Clustering.Protocol;

/// <summary>A process on a node, as its supervisor sees it.</summary>
public enum WorkerProcessState
{
    /// <summary>The package is being fetched.</summary>
    Fetching,

    /// <summary>The process was started and has not exited.</summary>
    Running,

    /// <summary>It exited; it is started again after the back-off.</summary>
    BackingOff,

    /// <summary>It cannot be started, for the reason given; tried again after the back-off.</summary>
    Failing,

    /// <summary>It was told to end.</summary>
    Stopping,
}

/// <summary>One worker of a node.</summary>
/// <param name="TopologyId">Whose worker it is.</param>
/// <param name="Worker">Its number within the topology, from 0.</param>
/// <param name="Slot">The node's slot it occupies, from 0.</param>
/// <param name="Incarnation">Grows with each process started for the worker; 0 before the first.</param>
/// <param name="ProcessId">Of the operating system; 0 when there is none.</param>
/// <param name="State">Where it is.</param>
/// <param name="Detail">Why, for people; null when there is nothing to say.</param>
public sealed record WorkerSummary(string TopologyId, int Worker, int Slot, long Incarnation, int ProcessId, WorkerProcessState State, string? Detail);

/// <summary>Supervisor → master, each second and after each change: all there is to know of a node.</summary>
/// <param name="Node">The node's name, stable over restarts.</param>
/// <param name="Address">Of its actor system.</param>
/// <param name="Host">For people: where its logs are.</param>
/// <param name="Slots">Workers it can run at a time.</param>
/// <param name="CpuPercent">Capacity; 100 is one core.</param>
/// <param name="MemoryMebibytes">Capacity.</param>
/// <param name="OrdersRevision">The last orders it has taken; 0 for none since its start.</param>
/// <param name="Workers">Every worker it has, wanted or not.</param>
public sealed record SupervisorReport(
    string Node, string Address, string Host, int Slots, double CpuPercent, double MemoryMebibytes, long OrdersRevision,
    IReadOnlyList<WorkerSummary> Workers) : IProtocolMessage;

/// <summary>A worker that a node is to run.</summary>
/// <param name="TopologyId">Whose worker it is.</param>
/// <param name="TopologyName">The name it was submitted under.</param>
/// <param name="Worker">Its number within the topology.</param>
/// <param name="Slot">The slot it is to occupy.</param>
/// <param name="Code">What to load.</param>
public sealed record WorkerOrder(string TopologyId, string TopologyName, int Worker, int Slot, TopologyCode Code);

/// <summary>Master → supervisor, whenever they differ from the report: everything the node is to run. What it does not name is to end.</summary>
/// <param name="Revision">Grows with each change; older orders than those taken are ignored.</param>
/// <param name="Workers">All of them.</param>
public sealed record SupervisorOrders(long Revision, IReadOnlyList<WorkerOrder> Workers) : IProtocolMessage;

/// <summary>What a worker loads and what it must come to.</summary>
/// <param name="Package">SHA-256 of the package, lower-case hex.</param>
/// <param name="PackageBytes">Its size.</param>
/// <param name="Assembly">The topology's assembly, a file name within the package.</param>
/// <param name="Definition">The class or name to choose; null if there is only one.</param>
/// <param name="Arguments">For the definition, as on a command line.</param>
/// <param name="Settings">Every setting in force, as text.</param>
/// <param name="Executors">Executors per component that differ from the definition's, after a rebalance.</param>
/// <param name="SpecHash">The hash of the graph that was checked at the submission.</param>
/// <param name="ComponentHashes">The same by component, to say which one differs.</param>
public sealed record TopologyCode(
    string Package, long PackageBytes, string Assembly, string? Definition, IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, int> Executors, string SpecHash,
    IReadOnlyDictionary<string, string> ComponentHashes);
