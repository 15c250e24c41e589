namespace Topology.Runtime.Execution;

/// <summary>What <see cref="WorkerThreads"/> notes about an executor: where it runs and when to wake it.</summary>
/// <remarks>
/// An executor is slow when its slices last much longer than they should, because user code blocks or computes for long. Slow
/// executors run on lent threads, so that they do not hold up the others. A running average decides, not single
/// slices, since any slice is long when the operating system takes the core away in its middle. On a busy machine that
/// alone can keep the average of lent threads up, so a slow executor is also tried on the common threads now and then.
/// </remarks>
internal sealed class Seat
{
    private const long SlowAverage = 4 * TimeSpan.TicksPerMillisecond; // a slice should end after 2 ms
    private const long NormalAverage = 3 * TimeSpan.TicksPerMillisecond;
    private const long QuickAverage = 100 * TimeSpan.TicksPerMicrosecond; // about as long as reading from a link what was executed in it
    private const long LongestNoted = 8 * TimeSpan.TicksPerMillisecond; // so that one pause of the process marks nobody
    private const int QuickAfterLong = 256; // slices: one that blocks now and then is not quick at all
    private const int Weight = 8; // a slice changes the average by 1/8 of the difference
    private const int FirstTrial = 64; // slices on lent threads; doubled after each trial that failed
    private const int LastTrial = 4096;

    private long _average;
    private int _untilQuick; // slices
    private int _untilTrial = FirstTrial;
    private int _trial = FirstTrial;

    /// <summary>Set if the executor has a thread for good.</summary>
    public OwnThread? Own { get; init; }

    /// <summary>The common thread whose queue it goes into; the first at first. Changed by whoever takes it out of a queue.</summary>
    public int Place { get; set; }

    /// <summary>Whether it runs on lent threads. Any thread.</summary>
    public bool IsSlow => Volatile.Read(ref _isSlow);

    private bool _isSlow;

    /// <summary>Whether its slices are so short, and have been for long, that it does not matter who runs them; no slow one is. Any thread.</summary>
    public bool IsQuick => Volatile.Read(ref _average) < QuickAverage && Volatile.Read(ref _untilQuick) == 0;

    /// <summary>When to wake it; guarded by <see cref="WakeTimes"/>.</summary>
    public long WakeAt { get; set; } = long.MaxValue;

    /// <summary>A thread was held by it for too long; by the monitor, while the slice lasts.</summary>
    public void MarkSlow()
    {
        Volatile.Write(ref _average, LongestNoted);
        Volatile.Write(ref _untilQuick, QuickAfterLong);
        Volatile.Write(ref _untilTrial, _trial);
        Volatile.Write(ref _isSlow, true);
    }

    /// <summary>Takes how long a slice was; by the thread that ran it, before it may run again.</summary>
    public void Note(long ticks)
    {
        _untilQuick = ticks > SlowAverage ? QuickAfterLong : Math.Max(0, _untilQuick - 1); // the system takes a core away for less than that, mostly
        _average += (Math.Min(ticks, LongestNoted) - _average) / Weight;
        if (!IsSlow)
        {
            if (_average > SlowAverage)
                MarkSlow();
        }
        else if (_average < NormalAverage)
        {
            _trial = FirstTrial;
            Volatile.Write(ref _isSlow, false);
        }
        else if (--_untilTrial <= 0)
        {
            _trial = Math.Min(_trial * 2, LastTrial);
            _average = SlowAverage; // one more long slice, and the trial is over
            Volatile.Write(ref _isSlow, false);
        }
    }
}
