using Topology.Clustering.Protocol;

namespace Topology.Clustering.Packages.Loading;

/// <summary>Holds the graph that a worker built against the one that was submitted.</summary>
internal static class SpecComparison
{
    /// <exception cref="TopologyLoadException">They differ; names the components.</exception>
    public static void Check(TopologySpec built, TopologyCode submitted)
    {
        if (built.Hash == submitted.SpecHash)
            return;

        var differences = Differences(built, submitted.ComponentHashes).ToList();
        var which = differences.Count > 0 ? string.Join("; ", differences) : "the components are alike, only the whole differs";
        throw TopologyLoadException.Failed(
            $"The graph built here is not the one that was submitted: {which}. A definition must come to the same graph in every process: it must not depend on time, chance or the machine.");
    }

    /// <summary>The graph with as many executors as a rebalance asked for; a component never has more than tasks.</summary>
    /// <exception cref="TopologyLoadException">There is no such component.</exception>
    public static TopologySpec WithExecutors(TopologySpec spec, IReadOnlyDictionary<string, int> executors)
    {
        if (executors.Count == 0)
            return spec;

        if (executors.Keys.FirstOrDefault(id => !spec.TryGet(id, out _)) is { } unknown)
            throw TopologyLoadException.Failed($"Executors are given for the component \"{unknown}\", which the graph does not have.");

        return new TopologySpec(spec.Components.Select(component => executors.TryGetValue(component.Id, out var count)
            ? component with { Executors = Math.Clamp(count, 1, component.Tasks) }
            : component));
    }

    private static IEnumerable<string> Differences(TopologySpec built, IReadOnlyDictionary<string, string> submitted)
    {
        foreach (var component in built.Components)
        {
            if (!submitted.TryGetValue(component.Id, out var hash))
                yield return $"component \"{component.Id}\" was not in it";
            else if (hash != component.ComputeHash())
                yield return $"component \"{component.Id}\" differs";
        }

        foreach (var id in submitted.Keys.Where(id => !built.TryGet(id, out _)).Order(StringComparer.Ordinal))
            yield return $"component \"{id}\" is missing";
    }
}
