namespace Topology.Cli.Graphs;

/// <summary>Components in the order in which data passes them: by distance from the spouts, then by id.</summary>
internal static class GraphOrder
{
    public static IReadOnlyList<ComponentSpec> Of(TopologySpec spec)
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        return
        [
            .. spec.Components
                .OrderBy(component => Depth(spec, component, depths))
                .ThenBy(component => component.Id, StringComparer.Ordinal),
        ];
    }

    // Ends because Build refuses cycles; an id that is not in the graph counts as a source.
    private static int Depth(TopologySpec spec, ComponentSpec component, Dictionary<string, int> depths)
    {
        if (depths.TryGetValue(component.Id, out var known))
            return known;

        var depth = 0;
        foreach (var subscription in component.Subscriptions)
        {
            if (spec.TryGet(subscription.Component, out var source))
                depth = Math.Max(depth, 1 + Depth(spec, source, depths));
        }

        return depths[component.Id] = depth;
    }
}
