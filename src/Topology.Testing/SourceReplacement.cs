namespace Topology.Testing;

/// <summary>Puts lists in the place of spouts.</summary>
internal static class SourceReplacement
{
    public static TopologySpec Apply(TopologySpec spec, IReadOnlyDictionary<string, IReadOnlyList<Value[]>> mocked)
    {
        foreach (var id in mocked.Keys)
        {
            if (spec[id].Kind != ComponentKind.Spout)
                throw new ArgumentException($"Component \"{id}\" is a bolt; only spouts can be mocked.", nameof(mocked));
        }
        return mocked.Count == 0 ? spec : new TopologySpec(spec.Components.Select(component => Replace(component, mocked)));
    }

    private static ComponentSpec Replace(ComponentSpec component, IReadOnlyDictionary<string, IReadOnlyList<Value[]>> mocked) =>
        mocked.TryGetValue(component.Id, out var items)
            ? component with { Factory = () => new MockedSpout(component.Factory, items) }
            : component;
}
