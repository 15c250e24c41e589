namespace Topology.Runtime.Planning;

/// <summary>Components by their longest distance from a source: what can no longer get tuples comes first. Pure.</summary>
public static class FlowOrder
{
    /// <summary>Groups of component ids: spouts, then bolts after all they subscribe to. The graph is acyclic.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(TopologySpec spec)
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        return
        [
            .. spec.Components
                .GroupBy(component => DepthOf(component, spec, depths))
                .OrderBy(group => group.Key)
                .Select(group => (IReadOnlyList<string>)[.. group.Select(component => component.Id)]),
        ];
    }

    private static int DepthOf(ComponentSpec component, TopologySpec spec, Dictionary<string, int> depths)
    {
        if (depths.TryGetValue(component.Id, out var known))
            return known;
        var depth = component.Kind == ComponentKind.Spout ? 0 : 1;
        foreach (var subscription in component.Subscriptions)
            depth = Math.Max(depth, DepthOf(spec[subscription.Component], spec, depths) + 1);
        return depths[component.Id] = depth;
    }
}
