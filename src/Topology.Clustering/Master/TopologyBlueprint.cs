namespace Topology.Clustering.Master;

/// <summary>What the master knows of a topology's graph without ever loading its code: made by a process of its own at the submission. Immutable; stored.</summary>
/// <param name="DefinitionName">The definition's own name.</param>
/// <param name="ApiVersion">The version of Topology.Api that the assembly was built against.</param>
/// <param name="SpecHash">Of the graph.</param>
/// <param name="Settings">Every setting in force, as text.</param>
/// <param name="Components">In ordinal order.</param>
public sealed record TopologyBlueprint(
    string DefinitionName, string ApiVersion, string SpecHash, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<BlueprintComponent> Components);

/// <summary>A component of it.</summary>
/// <param name="Id">The component.</param>
/// <param name="Kind">Spout or bolt.</param>
/// <param name="Executors">Asked for, already cut to the number of tasks.</param>
/// <param name="Tasks">Fixed for the topology's life.</param>
/// <param name="CpuPercent">Per task.</param>
/// <param name="MemoryMebibytes">Per task.</param>
/// <param name="Sources">Components it subscribes to.</param>
/// <param name="Hash">Of the component's spec.</param>
/// <param name="IsStateful">Whether it says of itself that it keeps state.</param>
public sealed record BlueprintComponent(
    string Id, ComponentKind Kind, int Executors, int Tasks, double CpuPercent, double MemoryMebibytes, IReadOnlyList<string> Sources, string Hash, bool IsStateful = false);
