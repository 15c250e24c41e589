using Topology.Runtime.Planning;

namespace Topology.Runtime.Checkpoints;

/// <summary>What of a component matters to a checkpoint.</summary>
/// <param name="Id">The component.</param>
/// <param name="IsStateful">Whether it says of itself that it keeps state.</param>
/// <param name="Tasks">How many it has.</param>
public readonly record struct RestoringComponent(string Id, bool IsStateful, int Tasks);

/// <summary>Whether a topology can begin with a checkpoint: components are matched by their ids. Pure.</summary>
public static class RestoreCheck
{
    /// <summary>What does not match, a sentence each; empty: everything does.</summary>
    public static IReadOnlyList<string> Mistakes(CheckpointManifest manifest, TopologyPlan plan) =>
        Mistakes(manifest, [.. plan.Spec.Components.Select(component => new RestoringComponent(component.Id, component.IsStateful, plan.TaskIds[component.Id].Count))]);

    /// <inheritdoc cref="Mistakes(CheckpointManifest, TopologyPlan)"/>
    public static IReadOnlyList<string> Mistakes(CheckpointManifest manifest, IReadOnlyCollection<RestoringComponent> components)
    {
        var tasksOf = components.ToDictionary(component => component.Id, component => component.Tasks, StringComparer.Ordinal);
        var known = manifest.Tasks.CountBy(task => task.Component, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var held = manifest.Tasks.Where(task => task.Pieces.Count > 0).ToLookup(task => task.Component, StringComparer.Ordinal);
        var dropped = held.Select(tasks => tasks.Key).Where(component => !tasksOf.ContainsKey(component)).Order(StringComparer.Ordinal)
            .Select(component => $"It holds state of component \"{component}\", which the topology has not{Stateful(components)}.");
        var added = components.Where(component => component.IsStateful && !known.ContainsKey(component.Id))
            .Select(component => $"It holds nothing of the stateful component \"{component.Id}\", which would begin with nothing.");
        var undivided = held.Where(tasks => tasksOf.TryGetValue(tasks.Key, out var count) && count != known[tasks.Key])
            .SelectMany(tasks => tasks.SelectMany(task => task.Pieces).Where(piece => piece.Form == StateForm.Value).Select(piece => piece.State).Distinct(StringComparer.Ordinal).Select(state =>
                $"It holds state \"{state}\" of component \"{tasks.Key}\" as one value for each of {known[tasks.Key]} tasks, and the component now has {tasksOf[tasks.Key]}: give it {known[tasks.Key]}."));
        return [.. dropped, .. added, .. undivided];
    }

    /// <summary>The parts that still stand for tasks of the plan: those of components whose number of tasks has changed do not, as all their states are written anew.</summary>
    public static CheckpointManifest? Kept(CheckpointManifest? manifest, TopologyPlan plan)
    {
        if (manifest is null)
            return null;
        var counts = manifest.Tasks.GroupBy(task => task.Component).ToDictionary(parts => parts.Key, parts => parts.Count(), StringComparer.Ordinal);
        return manifest with { Tasks = [.. manifest.Tasks.Where(task => plan.TaskIds.TryGetValue(task.Component, out var tasks) && tasks.Count == counts[task.Component])] };
    }

    private static string Stateful(IEnumerable<RestoringComponent> components) =>
        components.Where(candidate => candidate.IsStateful).Select(candidate => candidate.Id).ToArray() is { Length: > 0 } stateful
            ? $"; its stateful ones are {string.Join(", ", stateful)}"
            : "";
}
