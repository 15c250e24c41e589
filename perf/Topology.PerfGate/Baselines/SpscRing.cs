using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Topology.PerfGate.Baselines;

/// <summary>A bounded ring with one producer and one consumer, which spin for a moment and then park.</summary>
/// <remarks>
/// Whoever parks sets its flag, then looks once more; the other side moves its index, then looks at the flag; a full fence
/// lies between on both sides, so one of them sees the other. A parked side is woken at half capacity (the producer) or at
/// the first item (the consumer).
/// </remarks>
/// <param name="capacity">A power of two.</param>
internal sealed class SpscRing<T>(int capacity)
    where T : class
{
    private const int Spins = 50; // some microseconds: longer only takes the core from the other side

    private readonly T?[] _slots = new T?[capacity];
    private readonly AutoResetEvent _itemCame = new(false);
    private readonly AutoResetEvent _roomCame = new(false);
    private RingIndices _at;

    /// <summary>Waits for room. Producer only.</summary>
    public void Put(T item)
    {
        if (_at.Tail - Volatile.Read(ref _at.Head) == capacity)
            WaitForRoom();
        Volatile.Write(ref _slots[_at.Tail & (capacity - 1)], item);
        Volatile.Write(ref _at.Tail, _at.Tail + 1);
        Interlocked.MemoryBarrier();
        if (_at.ConsumerParks && Interlocked.Exchange(ref _at.ConsumerParks, false))
            _itemCame.Set();
    }

    /// <summary>Waits for an item; false when there will be none. Consumer only.</summary>
    public bool TryTake([NotNullWhen(true)] out T? item)
    {
        if (_at.Head == Volatile.Read(ref _at.Tail) && !WaitForItem())
        {
            item = null;
            return false;
        }
        ref var slot = ref _slots[_at.Head & (capacity - 1)];
        item = slot!; // filled: the tail is past it
        slot = null;
        Volatile.Write(ref _at.Head, _at.Head + 1);
        Interlocked.MemoryBarrier();
        if (_at.ProducerParks && _at.Tail - _at.Head <= capacity / 2 && Interlocked.Exchange(ref _at.ProducerParks, false))
            _roomCame.Set();
        return true;
    }

    /// <summary>No more items will come. Producer only.</summary>
    public void Complete()
    {
        Volatile.Write(ref _at.IsComplete, true);
        _itemCame.Set();
    }

    private void WaitForRoom()
    {
        var spinner = new SpinWait();
        while (_at.Tail - Volatile.Read(ref _at.Head) == capacity)
        {
            if (spinner.Count < Spins)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
                continue;
            }
            Interlocked.Exchange(ref _at.ProducerParks, true);
            if (_at.Tail - Volatile.Read(ref _at.Head) > capacity / 2)
                _roomCame.WaitOne();
            Volatile.Write(ref _at.ProducerParks, false);
        }
    }

    private bool WaitForItem()
    {
        var spinner = new SpinWait();
        while (_at.Head == Volatile.Read(ref _at.Tail))
        {
            if (Volatile.Read(ref _at.IsComplete))
                return _at.Head != Volatile.Read(ref _at.Tail); // the last items came before the end
            if (spinner.Count < Spins)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
                continue;
            }
            Interlocked.Exchange(ref _at.ConsumerParks, true);
            if (_at.Head == Volatile.Read(ref _at.Tail) && !Volatile.Read(ref _at.IsComplete))
                _itemCame.WaitOne();
            Volatile.Write(ref _at.ConsumerParks, false);
        }
        return true;
    }
}
