namespace Topology.Clustering.Scheduling;

/// <summary>What is left of the nodes' CPU and memory. One scheduling; one thread.</summary>
internal sealed class NodeRoom
{
    private readonly SortedDictionary<string, ResourceLoad> _free;

    public NodeRoom(IReadOnlyList<SchedulableNode> nodes) : this(new SortedDictionary<string, ResourceLoad>(StringComparer.Ordinal))
    {
        foreach (var node in nodes)
            _free.Add(node.Name, new ResourceLoad(node.CpuPercent, node.MemoryMebibytes));
    }

    private NodeRoom(SortedDictionary<string, ResourceLoad> free) => _free = free;

    /// <summary>In ordinal order.</summary>
    public IEnumerable<string> Nodes => _free.Keys;

    public ResourceLoad this[string node] => _free[node];

    public void Use(string node, ResourceLoad load) => _free[node] -= load;

    public void GiveBack(string node, ResourceLoad load) => _free[node] += load;

    /// <summary>The same again, to try something out.</summary>
    public NodeRoom Copy() => new(new SortedDictionary<string, ResourceLoad>(_free, StringComparer.Ordinal));
}
