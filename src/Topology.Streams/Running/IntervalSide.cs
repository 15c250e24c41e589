using System.Runtime.InteropServices;

namespace Topology.Streams.Running;

/// <summary>One side of an interval join: the elements of each key that something may still come for, in the order of their times. One thread.</summary>
/// <param name="keptFor">For how many ticks after an element the other side may have one for it; negative: before.</param>
internal sealed class IntervalSide<TKey, T>(long keptFor)
    where TKey : notnull
{
    private readonly PriorityQueue<TKey, long> _due = new(); // keys by when their first element is done with; some entries are out of date
    private IKeyValueState<TKey, List<(long Time, T Value)>> _state = null!; // set before the first element

    /// <summary>Takes up what was restored.</summary>
    public void Use(IKeyValueState<TKey, List<(long Time, T Value)>> state)
    {
        _state = state;
        foreach (var (key, items) in state)
            _due.Enqueue(key, items[0].Time + keptFor); // there is one: empty lists are removed
    }

    /// <summary>Keeps an element, unless nothing can come for it any more.</summary>
    public void Add(TKey key, long time, T value, long watermark)
    {
        if (time + keptFor <= watermark)
            return;
        if (!_state.TryGet(key, out var items))
            items = [];
        var place = FirstAfter(items, time);
        items.Insert(place, (time, value));
        _state.Put(key, items);
        if (place == 0)
            _due.Enqueue(key, time + keptFor);
    }

    /// <summary>The key's elements from one time to another, both included. Valid until the next change.</summary>
    public ReadOnlySpan<(long Time, T Value)> Between(TKey key, long from, long to)
    {
        if (!_state.TryGet(key, out var items))
            return [];
        var first = FirstAfter(items, from - 1);
        return CollectionsMarshal.AsSpan(items)[first..Math.Max(first, FirstAfter(items, to))];
    }

    /// <summary>Drops what nothing can come for any more.</summary>
    public void Advance(long watermark)
    {
        while (_due.TryPeek(out var key, out var due) && due <= watermark)
        {
            _due.Dequeue();
            if (_state.TryGet(key, out var items) && items[0].Time + keptFor <= watermark)
                Drop(key, items, FirstAfter(items, watermark - keptFor));
        }
    }

    private void Drop(TKey key, List<(long Time, T Value)> items, int count)
    {
        if (count == items.Count)
        {
            _state.Remove(key);
            return;
        }
        items.RemoveRange(0, count);
        _state.Put(key, items);
        _due.Enqueue(key, items[0].Time + keptFor);
    }

    private static int FirstAfter(List<(long Time, T Value)> items, long time)
    {
        var (from, to) = (0, items.Count);
        if (to > 0 && items[^1].Time <= time)
            return to; // mostly: elements come nearly in order
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (items[middle].Time > time)
                to = middle;
            else
                from = middle + 1;
        }
        return from;
    }
}
