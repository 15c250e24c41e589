using Topology.Runtime.Planning;

namespace Topology.Clustering.Packages;

/// <summary>Whether a description can be believed: the process that made it also ran users' code, which may print what it likes.</summary>
internal static class BlueprintCheck
{
    /// <returns>What is wrong; null if nothing is.</returns>
    public static string? Mistake(DescribedTopology described)
    {
        if (described is not { Assembly: not null, Blueprint: { DefinitionName: not null, ApiVersion: not null, SpecHash: not null, Settings: not null, Components: not null } blueprint })
            return "a part of it is missing";
        if (blueprint.Components.Any(component => component is not { Id: not null, Hash: not null, Sources: not null }))
            return "a part of a component is missing";
        if (blueprint.Components.FirstOrDefault(component => component.Executors < 1 || component.Tasks < component.Executors) is { } uneven)
            return $"the component \"{uneven.Id}\" has {uneven.Executors} executors and {uneven.Tasks} tasks";
        if (blueprint.Components.FirstOrDefault(component => !double.IsFinite(component.CpuPercent) || component.CpuPercent < 0 || !double.IsFinite(component.MemoryMebibytes) || component.MemoryMebibytes < 0) is { } odd)
            return $"the component \"{odd.Id}\" needs {odd.CpuPercent} % and {odd.MemoryMebibytes} MiB";
        if (blueprint.Components.Sum(component => (long)component.Tasks) is var tasks and (0 or > TopologyPlan.MaxTasks))
            return $"it has {tasks} tasks";

        var ids = blueprint.Components.Select(component => component.Id).ToHashSet(StringComparer.Ordinal);
        if (ids.Count < blueprint.Components.Count)
            return "two components have the same id";
        return blueprint.Components.SelectMany(component => component.Sources).FirstOrDefault(source => !ids.Contains(source)) is { } unknown
            ? $"there is no component \"{unknown}\""
            : null;
    }
}
