namespace Topology.Clustering;

/// <summary>A topology on a cluster.</summary>
public sealed record TopologyInfo
{
    /// <summary>Unique among all submissions.</summary>
    public required string Id { get; init; }

    /// <summary>The name it was submitted under; free again after the end.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required TopologyStatus Status { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Cause { get; init; }

    /// <summary>What keeps it from running as it should, for people: no free slot, a worker that does not start. Null if nothing does.</summary>
    public string? Trouble { get; init; }

    /// <summary>Its graph's hash.</summary>
    public required string SpecHash { get; init; }

    /// <summary>Grows with each change of who runs what.</summary>
    public required long Generation { get; init; }

    /// <summary>Its components, in ordinal order.</summary>
    public required IReadOnlyList<ComponentInfo> Components { get; init; }

    /// <summary>Its workers.</summary>
    public required IReadOnlyList<WorkerInfo> Workers { get; init; }

    /// <summary>Its settings in force, secrets masked.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
}

/// <summary>A component of a topology on a cluster.</summary>
public sealed record ComponentInfo(string Component, ComponentKind Kind, int Executors, int Tasks);

/// <summary>A worker of a topology.</summary>
/// <param name="Worker">Its number within the topology.</param>
/// <param name="Node">Where it runs; null while it is not placed.</param>
/// <param name="Slot">Which slot it has there.</param>
/// <param name="ProcessId">0 while there is none.</param>
/// <param name="State">For people.</param>
/// <param name="Executors">Executors it runs, ackers left out.</param>
public sealed record WorkerInfo(int Worker, string? Node, int Slot, int ProcessId, string State, int Executors);

/// <summary>A cluster.</summary>
/// <param name="Master">The node whose master is in charge.</param>
/// <param name="Nodes">Those with a supervisor, by name.</param>
/// <param name="Settings">The master's, secrets masked.</param>
public sealed record ClusterInfo(string Master, IReadOnlyList<NodeInfo> Nodes, IReadOnlyDictionary<string, string> Settings);

/// <summary>A node with a supervisor.</summary>
public sealed record NodeInfo(string Node, string Address, int Slots, int UsedSlots, double CpuPercent, double MemoryMebibytes, bool IsAlive);
