using System.Diagnostics.CodeAnalysis;

namespace Topology.Runtime.Windows;

/// <summary>What is to be looked at when; in order of time, then in the order in which it was added. Entries may be outdated: whoever takes one says.</summary>
internal sealed class Agenda<TItem>
    where TItem : class
{
    private readonly PriorityQueue<TItem, (long Time, long Order)> _queue = new();
    private long _order;

    /// <summary>The time of the first entry, outdated or not.</summary>
    public long Next => _queue.TryPeek(out _, out var first) ? first.Time : long.MaxValue;

    public void Add(long time, TItem item) => _queue.Enqueue(item, (time, _order++));

    /// <summary>Takes the first entry that is due and not outdated.</summary>
    /// <param name="until">Entries of this time are due.</param>
    /// <param name="isMeant">Whether an entry of that time is not outdated.</param>
    /// <param name="item">The entry.</param>
    public bool TryTake(long until, Func<TItem, long, bool> isMeant, [NotNullWhen(true)] out TItem? item)
    {
        while (_queue.TryPeek(out item, out var first) && first.Time <= until)
        {
            _queue.Dequeue();
            if (isMeant(item, first.Time))
                return true;
        }
        item = null;
        return false;
    }
}
