namespace Topology.Connectors.Sources;

/// <summary>Tracked items of one task that are not acked yet, and of these the ones to emit again. One thread.</summary>
internal sealed class PendingItems<TItem>(int maxEmits)
{
    private readonly Dictionary<long, Entry> _entries = [];
    private readonly Dictionary<string, Queue<Entry>> _bySplit = new(StringComparer.Ordinal);
    private readonly Queue<long> _failed = new();
    private long _nextId;

    /// <summary>Enters an item before it is emitted: without ackers its ack comes from within the emit.</summary>
    public long Add(in SourceItem<TItem> item)
    {
        var entry = new Entry(item);
        _entries.Add(_nextId, entry);
        if (!_bySplit.TryGetValue(item.Split, out var queue))
            _bySplit.Add(item.Split, queue = new Queue<Entry>());
        queue.Enqueue(entry);
        return _nextId++;
    }

    public bool TryTakeFailed(out long id, out SourceItem<TItem> item)
    {
        if (!_failed.TryDequeue(out id))
        {
            item = default;
            return false;
        }
        item = _entries[id].Item;
        return true;
    }

    public void Ack(long id)
    {
        if (!_entries.Remove(id, out var entry))
            return;
        entry.IsDone = true;
        var queue = _bySplit[entry.Item.Split];
        while (queue.TryPeek(out var first) && first.IsDone)
            queue.Dequeue();
    }

    /// <summary>Has it emitted again.</summary>
    /// <returns>The item when it is given up instead; else null.</returns>
    public SourceItem<TItem>? Fail(long id)
    {
        if (!_entries.TryGetValue(id, out var entry))
            return null;
        if (++entry.Emits > maxEmits)
        {
            Ack(id);
            return entry.Item;
        }
        _failed.Enqueue(id);
        return null;
    }

    /// <summary>The position of the first item of the split that is not acked; null: all are.</summary>
    public long? FirstPending(string split) =>
        _bySplit.TryGetValue(split, out var queue) && queue.TryPeek(out var first) ? first.Item.Position : null;

    private sealed class Entry(SourceItem<TItem> item)
    {
        public SourceItem<TItem> Item { get; } = item;

        public int Emits { get; set; } = 1;

        public bool IsDone { get; set; }
    }
}
