using Microsoft.Extensions.Time.Testing;

namespace Topology.Testing;

/// <summary>What is to be done between slices, and when, by the fake time. What is due at the same time is done in the order it was added.</summary>
internal sealed class Agenda(FakeTimeProvider time)
{
    private readonly List<Entry> _entries = [];

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Something is to be done after a while.</summary>
    public Entry Add(TimeSpan delay, Action action) => Add(Now + delay, action);

    /// <summary>Something is to be done at a time.</summary>
    public Entry Add(DateTimeOffset at, Action action)
    {
        var entry = new Entry(at, action);
        _entries.Add(entry);
        return entry;
    }

    /// <summary>It is not to be done any more.</summary>
    public void Remove(Entry entry) => _entries.Remove(entry);

    public void Clear() => _entries.Clear();

    /// <summary>Does what is due next, moving the clock there, if that is not after the limit.</summary>
    public bool DoNext(DateTimeOffset limit)
    {
        if (_entries.Count == 0)
            return false;
        var next = _entries.MinBy(entry => entry.At)!; // there are some
        if (next.At > limit)
            return false;
        _entries.Remove(next);
        if (next.At > Now)
            time.SetUtcNow(next.At);
        next.Action();
        return true;
    }

    internal sealed class Entry(DateTimeOffset at, Action action)
    {
        public DateTimeOffset At => at;

        public Action Action => action;
    }
}
