using Topology.Runtime.Planning;

namespace Topology.Cli.Graphs;

/// <summary>The task ids of each component, as a run with these settings will give them out.</summary>
internal static class TaskNumbering
{
    /// <exception cref="InvalidTopologyException">There are more tasks than a topology may have.</exception>
    public static IReadOnlyDictionary<string, TaskRange> Of(TopologySpec spec, TopologyConfig config) =>
        new TopologyPlan(spec, config).TaskIds.ToDictionary(entry => entry.Key, entry => new TaskRange(entry.Value[0], entry.Value.Count), StringComparer.Ordinal);
}
