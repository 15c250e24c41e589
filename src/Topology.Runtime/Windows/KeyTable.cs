using System.Diagnostics.CodeAnalysis;

namespace Topology.Runtime.Windows;

/// <summary>The windows of a task by key, which knows the keys that have changed since the last piece of a checkpoint. One thread.</summary>
internal sealed class KeyTable<TEntry>
    where TEntry : KeyEntry
{
    private readonly Dictionary<Value, TEntry> _byKey = [];
    private readonly List<TEntry> _all = [];
    private readonly List<TEntry> _changed = [];
    private readonly List<Value> _removed = [];

    public int Count => _all.Count;

    /// <summary>Entries by place; a removal puts the last one into the place that gets free.</summary>
    public TEntry this[int place] => _all[place];

    /// <summary>Whether changes are listed: not before the first piece, which has everything.</summary>
    public bool IsListing { get; set; }

    public IReadOnlyList<TEntry> Changed => _changed;

    public IReadOnlyList<Value> Removed => _removed;

    public bool HasChanges => _changed.Count + _removed.Count > 0;

    public bool TryGet(Value key, [NotNullWhen(true)] out TEntry? entry) => _byKey.TryGetValue(key, out entry);

    public void Add(TEntry entry)
    {
        _byKey.Add(entry.Key, entry);
        entry.Place = _all.Count;
        _all.Add(entry);
        Touch(entry);
    }

    /// <summary>It changes.</summary>
    public void Touch(TEntry entry)
    {
        if (entry.IsChanged || !IsListing)
            return;
        entry.IsChanged = true;
        _changed.Add(entry);
    }

    public void Remove(TEntry entry)
    {
        _byKey.Remove(entry.Key);
        var last = _all[^1];
        _all[entry.Place] = last;
        last.Place = entry.Place;
        _all.RemoveAt(_all.Count - 1);
        entry.Place = -1;
        if (IsListing)
            _removed.Add(entry.Key);
    }

    /// <summary>Whether it is still there.</summary>
    public static bool Has(TEntry entry) => entry.Place >= 0;

    /// <summary>What has changed is in a piece now.</summary>
    public void ForgetChanges()
    {
        foreach (var entry in _changed)
            entry.IsChanged = false;
        _changed.Clear();
        _removed.Clear();
    }
}
