namespace Topology.Runtime.Acking;

/// <summary>The xor of the edges of each tuple tree that one acker is responsible for. Pure; one thread.</summary>
/// <remarks>
/// A tree is complete when the xor of all edges, each created once and acked once, is zero. A tree begins with the first ack
/// for it, at <see cref="RootId.FirstEdges"/>, so it is never announced. An entry at rest with xor 0 is closed: whatever
/// comes for the same root later is ignored, and the next user of the slot has a later generation. So a failed tree
/// leaves nothing behind, and nothing needs to time out.
/// </remarks>
public sealed class AckLedger(int ackers)
{
    private Entry[]?[] _byTask = new Entry[]?[16];

    /// <summary>The acker responsible for a root.</summary>
    public static int AckerOf(long root, int ackers) => ackers == 1 ? 0 : RootId.SlotOf(root) % ackers;

    /// <summary>Adds to a tree's xor; true if that completes it.</summary>
    public bool Add(long root, long xor)
    {
        ref var entry = ref Find(root);
        if (entry.Root != root)
        {
            if (entry.Root != 0 && !RootId.IsLater(root, entry.Root))
                return false;
            entry.Root = root;
            entry.Xor = RootId.FirstEdges(root) ^ xor;
            return entry.Xor == 0;
        }
        if (entry.Xor == 0)
            return false; // closed
        entry.Xor ^= xor;
        return entry.Xor == 0;
    }

    /// <summary>Fails a tree; true if it was not complete or failed before.</summary>
    public bool Fail(long root)
    {
        ref var entry = ref Find(root);
        var isOpen = entry.Root == root ? entry.Xor != 0 : entry.Root == 0 || RootId.IsLater(root, entry.Root);
        if (isOpen)
            entry = new Entry { Root = root };
        return isOpen;
    }

    private ref Entry Find(long root)
    {
        var task = RootId.TaskOf(root);
        var index = ackers == 1 ? RootId.SlotOf(root) : RootId.SlotOf(root) / ackers;
        if (task < _byTask.Length && _byTask[task] is { } entries && index < entries.Length)
            return ref entries[index];
        return ref Grow(task, index);
    }

    private ref Entry Grow(int task, int index)
    {
        if (task >= _byTask.Length)
            Array.Resize(ref _byTask, Math.Max(task + 1, _byTask.Length * 2));
        var entries = _byTask[task] ?? [];
        Array.Resize(ref entries, Math.Max(64, Math.Max(index + 1, entries.Length * 2)));
        _byTask[task] = entries;
        return ref entries[index];
    }

    private struct Entry
    {
        public long Root;
        public long Xor;
    }
}
