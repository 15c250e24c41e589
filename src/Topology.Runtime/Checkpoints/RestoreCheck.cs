using Topology.Runtime.Planning;

namespace Topology.Runtime.Checkpoints;

/// <summary>Whether a topology can begin with a checkpoint: components are matched by their ids. Pure.</summary>
public static class RestoreCheck
{
    /// <summary>What does not match, a sentence each; empty: everything does.</summary>
    public static IReadOnlyList<string> Mistakes(CheckpointManifest manifest, TopologySpec spec)
    {
        var held = manifest.Tasks.Where(task => task.Pieces.Count > 0).Select(task => task.Component).ToHashSet(StringComparer.Ordinal);
        var known = manifest.Tasks.Select(task => task.Component).ToHashSet(StringComparer.Ordinal);
        var dropped = held.Where(component => !spec.TryGet(component, out _)).Order(StringComparer.Ordinal)
            .Select(component => $"It holds state of component \"{component}\", which the topology has not{NearestOf(component, spec)}.");
        var added = spec.Components.Where(component => component.IsStateful && !known.Contains(component.Id))
            .Select(component => $"It holds nothing of the stateful component \"{component.Id}\", which would begin with nothing.");
        return [.. dropped, .. added];
    }

    /// <summary>The parts that still stand for tasks of the plan: those of components whose number of tasks has changed do not, as all their states are written anew.</summary>
    public static CheckpointManifest? Kept(CheckpointManifest? manifest, TopologyPlan plan)
    {
        if (manifest is null)
            return null;
        var counts = manifest.Tasks.GroupBy(task => task.Component).ToDictionary(parts => parts.Key, parts => parts.Count(), StringComparer.Ordinal);
        return manifest with { Tasks = [.. manifest.Tasks.Where(task => plan.TaskIds.TryGetValue(task.Component, out var tasks) && tasks.Count == counts[task.Component])] };
    }

    private static string NearestOf(string component, TopologySpec spec) =>
        spec.Components.Where(candidate => candidate.IsStateful).Select(candidate => candidate.Id).ToArray() is { Length: > 0 } stateful
            ? $"; its stateful ones are {string.Join(", ", stateful)}"
            : "";
}
