namespace Topology.Runtime.Execution;

/// <summary>What <see cref="WorkerThreads"/> notes about an executor: where it runs and when to wake it.</summary>
/// <remarks>An executor is slow when its slices take much longer than they should, because user code blocks or computes for long. Slow
/// executors run on lent threads, so that they do not hold up the others.</remarks>
internal sealed class Seat
{
    private const long SlowSlice = 4 * TimeSpan.TicksPerMillisecond; // a slice should end after 2 ms
    private const long QuickSlice = TimeSpan.TicksPerMillisecond;
    private const int StrikesToBeSlow = 2;
    private const int QuickToBeNormal = 256;

    private int _strikes;
    private int _quick;

    /// <summary>Set if the executor has a thread for good.</summary>
    public OwnThread? Own { get; init; }

    /// <summary>Whether it runs on lent threads. Any thread.</summary>
    public bool IsSlow => Volatile.Read(ref _isSlow);

    private bool _isSlow;

    /// <summary>When to wake it; guarded by <see cref="WakeTimes"/>.</summary>
    public long WakeAt { get; set; } = long.MaxValue;

    /// <summary>A thread was held by it for too long.</summary>
    public void MarkSlow()
    {
        Volatile.Write(ref _quick, 0);
        Volatile.Write(ref _isSlow, true);
    }

    /// <summary>Takes how long a slice was; by the thread that ran it, before it may run again.</summary>
    public void Note(long ticks)
    {
        if (!IsSlow)
        {
            _strikes = ticks > SlowSlice ? _strikes + 1 : 0;
            if (_strikes >= StrikesToBeSlow)
                MarkSlow();
            return;
        }
        _quick = ticks < QuickSlice ? _quick + 1 : 0;
        if (_quick < QuickToBeNormal)
            return;
        _strikes = 0;
        Volatile.Write(ref _isSlow, false);
    }
}
