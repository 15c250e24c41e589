using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Topology.Runtime.Execution;

/// <summary>What is to run on the common threads, a queue for each: what an executor used last is in the cache of the core it ran on.</summary>
/// <remarks>Any thread puts in; the thread of a place takes out. None is idle while there is work: one whose own queue is empty takes from the others. It also looks there
/// now and then, so that whatever waits behind user code that holds a thread comes to its turn, and so that long and short queues become equal.</remarks>
/// <param name="places">Threads, at least 1.</param>
/// <param name="seatOf">Knows the place of an item, which changes here.</param>
internal sealed class ReadyQueues<T>(int places, Func<T, Seat> seatOf)
    where T : class
{
    /// <summary>Of so many turns a thread takes one from the others first; of up to three more at other places than the first, as in step they would exchange the same ones again and again.</summary>
    public const int OwnTurns = 8;

    /// <summary>And after so much work, a slice that is as long as they may be: then it is no loss that another core has its data.</summary>
    public const long OwnTicks = 2 * TimeSpan.TicksPerMillisecond;

    private readonly ConcurrentQueue<T>[] _queues = [.. Enumerable.Range(0, places).Select(_ => new ConcurrentQueue<T>())];
    private readonly (int Turns, long Ticks)[] _own = new (int, long)[places]; // since the look at the others; each its thread's, and one that is being replaced may count as well, which matters to nobody

    public bool IsEmpty => Array.TrueForAll(_queues, static queue => queue.IsEmpty);

    /// <summary>Puts an item at the end of the queue of its place. Any thread.</summary>
    public void Enqueue(T item) => _queues[seatOf(item).Place].Enqueue(item);

    /// <summary>Takes an item; false if there is none. The thread of the place.</summary>
    /// <param name="place">The thread's.</param>
    /// <param name="worked">How long it has worked since the call before, ticks.</param>
    /// <param name="item">To be run now.</param>
    public bool TryDequeue(int place, long worked, [NotNullWhen(true)] out T? item)
    {
        ref var own = ref _own[place];
        own = (own.Turns + 1, own.Ticks + worked);
        if (own.Turns < OwnTurns + (place & 3) && own.Ticks < OwnTicks && _queues[place].TryDequeue(out item))
            return true;
        own = default;
        return TryTake(place, out item);
    }

    /// <summary>Takes from the others, the next one first, and from the own queue last.</summary>
    private bool TryTake(int place, [NotNullWhen(true)] out T? item)
    {
        for (var i = 1; i <= _queues.Length; i++)
        {
            var other = (place + i) % _queues.Length;
            if (!_queues[other].TryDequeue(out item))
                continue;
            if (_queues[place].Count <= _queues[other].Count + 1) // where it was, it would wait as long; and of an odd number nobody is the one too many for good
                seatOf(item).Place = place;
            return true;
        }
        item = null;
        return false;
    }
}
