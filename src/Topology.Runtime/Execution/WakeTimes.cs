namespace Topology.Runtime.Execution;

/// <summary>When executors want to be woken. Thread-safe.</summary>
/// <remarks>With the system's clock, parked threads sleep until <see cref="NextAt"/> and then call <see cref="FireDue"/>: no
/// timer thread is involved. Any other clock moves as it likes, so a timer of that clock does it.</remarks>
internal sealed class WakeTimes : IDisposable
{
    private readonly EngineClock _clock;
    private readonly Action _earlier;
    private readonly ITimer? _timer;
    private readonly List<(Executor Executor, Seat Seat)> _seats = [];
    private long _nextAt = long.MaxValue;
    private int _count;

    /// <summary>No wake-ups yet.</summary>
    /// <param name="clock">Whose time it is.</param>
    /// <param name="earlier">Called when a wake-up comes before all others, so that a sleeping thread learns of it.</param>
    public WakeTimes(EngineClock clock, Action earlier)
    {
        _clock = clock;
        _earlier = earlier;
        if (clock.Provider != TimeProvider.System)
            _timer = clock.Provider.CreateTimer(_ => FireDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The earliest wake-up; MaxValue if there is none or a timer sees to it.</summary>
    public long NextAt => _timer is null ? Volatile.Read(ref _nextAt) : long.MaxValue;

    /// <summary>Whether there are no executors at all.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    public void Add(Executor executor, Seat seat)
    {
        lock (_seats)
        {
            _seats.Add((executor, seat));
            Volatile.Write(ref _count, _seats.Count);
        }
    }

    public void Remove(Executor executor)
    {
        lock (_seats)
        {
            _seats.RemoveAll(entry => entry.Executor == executor);
            Volatile.Write(ref _count, _seats.Count);
        }
    }

    public void Set(Seat seat, long at)
    {
        lock (_seats)
        {
            seat.WakeAt = at;
            if (at >= _nextAt)
                return;
            Volatile.Write(ref _nextAt, at);
            Arm();
        }
        _earlier();
    }

    /// <summary>As <see cref="FireDue"/>, at no cost while nothing waits for the system's time.</summary>
    public void FireDueSoon()
    {
        if (NextAt != long.MaxValue)
            FireDue();
    }

    /// <summary>Wakes every executor whose time has come.</summary>
    public void FireDue()
    {
        var now = _clock.Now;
        if (now < Volatile.Read(ref _nextAt))
        {
            if (_timer is not null)
                Rearm();
            return;
        }
        List<Executor> due = [];
        lock (_seats)
        {
            var next = long.MaxValue;
            foreach (var (executor, seat) in _seats)
            {
                if (seat.WakeAt > now)
                {
                    next = Math.Min(next, seat.WakeAt);
                    continue;
                }
                seat.WakeAt = long.MaxValue;
                due.Add(executor);
            }
            Volatile.Write(ref _nextAt, next);
            Arm();
        }
        foreach (var executor in due)
            executor.Wake();
    }

    public void Dispose() => _timer?.Dispose();

    private void Rearm()
    {
        lock (_seats)
            Arm();
    }

    private void Arm()
    {
        var due = _nextAt == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(Math.Max(0, _nextAt - _clock.Now));
        _timer?.Change(due, Timeout.InfiniteTimeSpan);
    }
}
