namespace Topology.Clustering.Scheduling;

/// <summary>The slots of the nodes that are alive, and which of them nobody has. One scheduling; one thread.</summary>
internal sealed class FreeSlots
{
    private readonly SortedDictionary<string, SortedSet<int>> _free = new(StringComparer.Ordinal);

    public FreeSlots(IReadOnlyList<SchedulableNode> nodes)
    {
        foreach (var node in nodes)
            _free.Add(node.Name, [.. Enumerable.Range(0, node.Slots)]);
        Total = nodes.Sum(node => node.Slots);
        Nodes = nodes.Count;
    }

    /// <summary>Slots of all nodes that are alive.</summary>
    public int Total { get; }

    /// <summary>Nodes that are alive.</summary>
    public int Nodes { get; }

    /// <summary>Names of the nodes with a free slot, in ordinal order.</summary>
    public IEnumerable<string> Open => _free.Where(node => node.Value.Count > 0).Select(node => node.Key);

    /// <summary>Free slots of a node.</summary>
    public int CountOn(string node) => _free[node].Count;

    /// <summary>Takes a slot if it exists and is free.</summary>
    public bool TryClaim(WorkerSlot slot) => _free.TryGetValue(slot.Node, out var free) && free.Remove(slot.Slot);

    /// <summary>Takes the lowest free slot of a node that has one.</summary>
    public WorkerSlot Take(string node)
    {
        var slot = _free[node].Min;
        _free[node].Remove(slot);
        return new WorkerSlot(node, slot);
    }

    /// <summary>Gives a slot back.</summary>
    public void Release(WorkerSlot slot) => _free[slot.Node].Add(slot.Slot);
}
