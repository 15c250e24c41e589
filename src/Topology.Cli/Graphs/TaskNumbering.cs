namespace Topology.Cli.Graphs;

/// <summary>Task ids 1 to N, given out over the components in ordinal order of id.</summary>
internal static class TaskNumbering
{
    public static IReadOnlyDictionary<string, TaskRange> Of(TopologySpec spec)
    {
        var ranges = new Dictionary<string, TaskRange>(StringComparer.Ordinal);
        var next = 1;
        foreach (var component in spec.Components)
        {
            ranges.Add(component.Id, new TaskRange(next, component.Tasks));
            next += component.Tasks;
        }

        return ranges;
    }
}
