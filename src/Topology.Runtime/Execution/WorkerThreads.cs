namespace Topology.Runtime.Execution;

/// <summary>Runs executors on threads of its own: as many as cores, more while some are held by user code that blocks.</summary>
/// <remarks>
/// Threads without work are parked, never spinning. The .NET thread pool is not used, so that user code can starve
/// nobody. Executors whose slices take long move to lent threads, at most one each; executors that ask for it get a
/// thread for good.
/// </remarks>
public sealed class WorkerThreads : IScheduler, IDisposable
{
    // A thread is held when it is seen in the same slice three looks in a row: 10 ms and more. A pause of the whole
    // process between two looks does not count as one, as the third look comes 5 ms after it.
    private const int LookMilliseconds = 5;
    private const int LooksToBeHeld = 2;

    private const int IdleLooksToSleep = 3;

    /// <summary>A parked thread looks at the wake-up times at least so often: what a common thread sets before a long slice may be that late.</summary>
    private const int LongestPark = 50;

    /// <summary>A thread that has worked so long without a break, and leaves work in the queue, calls another: for less,
    /// waking a thread costs more than it brings, and the batch is still in this core's cache.</summary>
    private const long Patience = 20 * TimeSpan.TicksPerMicrosecond;

    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(5);

    [ThreadStatic]
    private static bool t_isCore;

    [ThreadStatic]
    private static long t_busy; // ticks worked since the last break

    [ThreadStatic]
    private static long t_worked; // ticks of the last slice

    [ThreadStatic]
    private static long t_nextAt; // the earliest wake-up, when this thread looked

    [ThreadStatic]
    private static bool t_isAlone; // there were no executors then

    private readonly ReadyQueues<Executor> _ready;
    private readonly ParkingLot _parked = new();
    private readonly ParkingLot _monitorBed = new();
    private readonly ParkingLot _monitorPause = new(); // between two looks; nobody but the end cuts it short
    private readonly WakeTimes _wakeTimes;
    private readonly LentThreads _lent;
    private readonly GuestThreads _guests = new();
    private readonly Thread _monitor;
    private readonly List<CoreThread> _core = [];
    private readonly List<CoreThread> _replaced = []; // held by user code; guarded by _core, as is that
    private readonly List<OwnThread> _own = [];
    private readonly Func<bool> _hasWork;
    private readonly EngineClock _clock;
    private volatile bool _isStopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="clock">The clock of wake-ups.</param>
    /// <param name="threads">How many; at least 1.</param>
    public WorkerThreads(EngineClock clock, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _clock = clock;
        _ready = new ReadyQueues<Executor>(threads, SeatOf);
        _wakeTimes = new WakeTimes(clock, WakeTimeKeeper);
        _hasWork = () => _isStopping || !_ready.IsEmpty || _wakeTimes.NextAt < t_nextAt || (t_isAlone && !_wakeTimes.IsEmpty);
        _lent = new LentThreads(RunSlice);
        for (var i = 0; i < threads; i++)
            StartCore(i);
        _monitor = new Thread(Monitor) { IsBackground = true, Name = "topology-monitor" };
        _monitor.Start();
    }

    /// <summary>The clock of wake-ups.</summary>
    public EngineClock Clock => _clock;

    /// <summary>Threads lent to executors that hold theirs for long.</summary>
    public int LentCount => _lent.Count;

    /// <summary>All threads that have not ended.</summary>
    public int LiveThreads
    {
        get
        {
            lock (_core)
                lock (_own)
                    return _core.Count(thread => thread.IsAlive) + _replaced.Count(thread => thread.IsAlive) + _own.Count(thread => thread.IsAlive) + _lent.Count + (_monitor.IsAlive ? 1 : 0);
        }
    }

    public void Add(Executor executor)
    {
        var own = executor.WantsOwnThread ? new OwnThread(executor) : null;
        var seat = new Seat { Own = own };
        executor.SchedulerNotes = seat;
        _wakeTimes.Add(executor, seat);
        _parked.WakeAll(); // those that sleep without a time-out
        if (own is null)
            return;
        lock (_own)
            _own.Add(own);
    }

    public void Remove(Executor executor)
    {
        _wakeTimes.Remove(executor);
        if (SeatOf(executor).Own is not { } own)
            return;
        own.Stop();
        own.Join(JoinTimeout);
        lock (_own)
            _own.Remove(own);
    }

    public void Ready(Executor executor)
    {
        var seat = SeatOf(executor);
        if (seat.Own is { } own)
        {
            own.Signal();
            return;
        }
        if (seat.IsSlow)
        {
            _lent.Ready(executor);
            return;
        }
        _ready.Enqueue(executor);
        Interlocked.MemoryBarrier(); // see ParkingLot.Park
        if (t_isCore || !_parked.WakeOne()) // a common thread looks at the queue itself, soon; if user code holds it, the monitor does
            _monitorBed.WakeOne();
    }

    /// <inheritdoc/>
    /// <remarks>The guest does it while one of the common threads sleeps, as if it were that one, and if the executor's slices are short: reading goes on soon.</remarks>
    public bool ReadyHere(Executor executor, GuestThread guest)
    {
        var seat = SeatOf(executor);
        if (_isStopping || seat.Own is not null || !seat.IsQuick || _parked.Count == 0)
        {
            Ready(executor);
            return true;
        }
        t_busy = 0;
        _guests.Enter(guest, executor);
        _monitorBed.WakeOne(); // the link has no other thread that reads
        var isReady = RunOrEnd(executor);
        var isGuest = _guests.TryLeave(guest);
        if (isReady)
            Ready(executor);
        return isGuest;
    }

    /// <summary>What no executor takes care of ends the process, as on a common thread: the guest would take it for its own trouble.</summary>
    private static bool RunOrEnd(Executor executor)
    {
        try
        {
            return executor.Run();
        }
        catch (Exception error)
        {
            Environment.FailFast($"The executor {executor.Name} threw where nothing may.", error);
            throw;
        }
    }

    public void SliceContinues(long ticks)
    {
        if (t_busy + ticks > Patience)
            CallForHelp();
    }

    public void SliceEnds(Executor executor, long ticks, long wakeAt)
    {
        t_busy += ticks;
        t_worked = ticks;
        var seat = SeatOf(executor);
        seat.Note(ticks);
        if (wakeAt != long.MaxValue)
            _wakeTimes.Set(seat, wakeAt);
    }

    /// <summary>Ends all threads after the slices under way. User code that does not return is left alone on its background thread.</summary>
    public void Dispose()
    {
        if (_isStopping)
            return;
        _isStopping = true;
        _wakeTimes.Dispose();
        _parked.WakeAll();
        _monitorBed.WakeAll();
        _monitorPause.WakeAll();
        _lent.Stop();
        _monitor.Join(JoinTimeout);
        CoreThread[] core;
        lock (_core)
            core = [.. _core, .. _replaced];
        foreach (var thread in core)
            thread.Join(JoinTimeout);
        _lent.Join(JoinTimeout);
        OwnThread[] own;
        lock (_own)
            own = [.. _own];
        foreach (var thread in own)
        {
            thread.Stop();
            thread.Join(JoinTimeout);
        }
    }

    private static Seat SeatOf(Executor executor) => (Seat)executor.SchedulerNotes!; // set by Add

    private void StartCore(int place)
    {
        var thread = new CoreThread(place, RunCore);
        lock (_core)
            _core.Add(thread);
        thread.Start();
    }

    private void RunCore(CoreThread self)
    {
        t_isCore = true;
        while (!_isStopping && !self.IsReplaced)
        {
            if (_ready.TryDequeue(self.Place, t_worked, out var executor))
            {
                if (_parked.Count == 0)
                    _monitorBed.WakeOne(); // nobody else is free if this one is held
                else if (t_busy > Patience)
                    CallForHelp();
                self.BeginSlice(executor);
                RunSlice(executor);
                self.EndSlice();
                _wakeTimes.FireDueSoon();
                continue;
            }
            _wakeTimes.FireDueSoon();
            t_busy = t_worked = 0;
            _parked.Park(_hasWork, ParkMilliseconds());
        }
        _parked.WakeOne(); // a replaced thread may leave its executor in the queue
    }

    private void RunSlice(Executor executor)
    {
        if (!executor.Run())
            return;
        var isSlow = SeatOf(executor).IsSlow;
        if (isSlow && LentThreads.IsCurrent)
            _lent.Requeue(executor);
        else if (!isSlow && t_isCore)
            _ready.Enqueue(executor); // this thread looks at the queue next: no need to wake another
        else
            Ready(executor);
    }

    private void CallForHelp()
    {
        if (!_ready.IsEmpty)
            _parked.WakeOne();
    }

    private int ParkMilliseconds()
    {
        var next = t_nextAt = _wakeTimes.NextAt;
        t_isAlone = _wakeTimes.IsEmpty;
        if (t_isAlone)
            return Timeout.Infinite;
        if (next == long.MaxValue)
            return LongestPark;
        var wait = (next - _clock.Now + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        return (int)Math.Clamp(wait, 0, LongestPark);
    }

    private void WakeTimeKeeper()
    {
        if (t_isCore)
            return; // it reads the wake-up times itself before it parks
        Interlocked.MemoryBarrier(); // see ParkingLot.Park: who is about to park sees the time, or is seen here
        _parked.WakeOne();
    }

    private void Monitor()
    {
        var idleLooks = 0;
        while (!_isStopping)
        {
            if (idleLooks >= IdleLooksToSleep)
                _monitorBed.Park(() => _isStopping || _parked.Count == 0 || !_ready.IsEmpty || _guests.Any, Timeout.Infinite);
            _monitorPause.Park(() => _isStopping, LookMilliseconds);
            idleLooks = _parked.Count == 0 || !_ready.IsEmpty || _guests.Any ? 0 : idleLooks + 1;
            CallForHelp();
            _wakeTimes.FireDueSoon();
            ReplaceHeld();
        }
    }

    private void ReplaceHeld()
    {
        List<CoreThread> held;
        lock (_core)
        {
            held = [.. _core.Where(IsHeld)];
            _core.RemoveAll(held.Contains);
            _replaced.RemoveAll(thread => !thread.IsAlive);
            _replaced.AddRange(held);
        }
        foreach (var executor in _guests.ReplaceHeld(LooksToBeHeld))
            SeatOf(executor).MarkSlow();
        foreach (var thread in held)
        {
            thread.Replace();
            StartCore(thread.Place);
        }
    }

    private static bool IsHeld(CoreThread thread)
    {
        if (thread.HeldBy(LooksToBeHeld) is not { } executor)
            return false;
        SeatOf(executor).MarkSlow();
        return true;
    }
}
