namespace Topology.Runtime.Execution;

/// <summary>Where threads without work sleep. Any thread may wake one.</summary>
internal sealed class ParkingLot
{
    private readonly object _gate = new();
    private int _parked;
    private int _wakes; // granted to threads asleep, not taken up yet; never more than these

    /// <summary>Threads asleep, those being woken included.</summary>
    public int Count => Volatile.Read(ref _parked);

    /// <summary>Wakes a thread; false if none is asleep.</summary>
    public bool WakeOne()
    {
        if (Volatile.Read(ref _parked) == 0)
            return false;
        lock (_gate)
        {
            if (_parked > _wakes)
            {
                _wakes++;
                Monitor.Pulse(_gate);
            }
            return _parked > 0;
        }
    }

    public void WakeAll()
    {
        lock (_gate)
        {
            _wakes = _parked;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Sleeps until woken, unless there is work already.</summary>
    /// <param name="hasWork">Asked once this thread counts as asleep, so that whoever brings work later wakes it.</param>
    /// <param name="timeout">Milliseconds; or Timeout.Infinite.</param>
    /// <returns>False after the time-out, or when another thread has taken up the wake.</returns>
    public bool Park(Func<bool> hasWork, int timeout)
    {
        lock (_gate)
        {
            Volatile.Write(ref _parked, _parked + 1);
            Interlocked.MemoryBarrier(); // the bringer of work writes, then reads _parked; we write _parked, then look for work
            var woken = hasWork();
            if (!woken)
            {
                Monitor.Wait(_gate, timeout);
                woken = _wakes > 0; // whoever comes first takes it, pulsed or not
                if (woken)
                    _wakes--;
            }
            _parked--;
            return woken;
        }
    }
}
