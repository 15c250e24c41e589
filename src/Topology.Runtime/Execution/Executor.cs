using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Topology.Runtime.Execution;

/// <summary>Something that does its work in short slices, one at a time, on whatever thread a scheduler has free.</summary>
/// <remarks>
/// Thread safety: <see cref="Wake"/> and <see cref="Post"/> may be called by any thread. <see cref="Run"/> is called by the
/// scheduler only, once for each <see cref="IScheduler.Ready"/>, never twice at a time. Everything else belongs to the
/// thread inside <see cref="Run"/>; a later slice sees what an earlier one wrote.
/// </remarks>
public abstract class Executor
{
    private const int Idle = 0;
    private const int Queued = 1;
    private const int Running = 2;
    private const int RunningSignalled = 3; // woken while running: it may have looked at its queues before

    private const uint NearFrames = 128 * 1024; // bytes; far less than any thread's stack

    [ThreadStatic]
    private static Executor? t_running; // whose slice this thread is in

    private readonly ConcurrentQueue<Action> _control = new();
    private int _state;
    private nuint _sliceFrame; // address of the running slice's frame, 0 outside

    protected Executor(EngineEnvironment environment, string name)
    {
        Environment = environment;
        Name = name;
    }

    /// <summary>For logs and the scheduler's errors.</summary>
    public string Name { get; }

    /// <summary>Whether it asks for a thread of its own.</summary>
    public virtual bool WantsOwnThread => false;

    /// <summary>The scheduler's own notes.</summary>
    public object? SchedulerNotes { get; set; }

    /// <summary>Time spent in slices, ticks of 100 ns. Any thread.</summary>
    public long BusyTicks => Volatile.Read(ref _busyTicks);

    private long _busyTicks;

    protected EngineEnvironment Environment { get; }

    /// <summary>The time at the beginning of the slice, or later if the slice has looked since.</summary>
    protected long Now { get; set; }

    /// <summary>When to run again without being woken; set by each slice.</summary>
    protected long WakeAt { get; set; }

    /// <summary>Whether the caller is inside this executor's slice.</summary>
    /// <remarks>Asked two or three times per tuple. So it first looks where on which stack it is called: a stack belongs to one
    /// thread, and what lies a little below the slice's frame is a call from that slice. Reading what belongs to a
    /// thread takes a call and five times as many instructions.</remarks>
    protected internal unsafe bool IsCurrentThread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            byte here;
            return _sliceFrame - (nuint)(&here) < NearFrames || IsRunningHere();
        }
    }

    /// <summary>There is something to do. Cheap if that is known already.</summary>
    public void Wake()
    {
        if (TryQueue())
            Environment.Scheduler.Ready(this);
    }

    /// <summary>The same, but the calling thread, which has brought it, may do it itself.</summary>
    /// <returns>False: user code has held the thread so long that others have taken over its own work. It must not touch any of that again.</returns>
    public bool WakeHere(GuestThread guest) => !TryQueue() || Environment.Scheduler.ReadyHere(this, guest);

    /// <summary>Notes that there is something to do.</summary>
    /// <returns>Whether the caller is to tell the scheduler.</returns>
    private bool TryQueue()
    {
        // What the caller enqueued must be visible before the state is read, or the executor could go idle unseen.
        Interlocked.MemoryBarrier();
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state is Queued or RunningSignalled)
                return false;
            var next = state == Idle ? Queued : RunningSignalled;
            if (Interlocked.CompareExchange(ref _state, next, state) == state)
                return next == Queued;
        }
    }

    /// <summary>Runs an action at the start of a later slice; in the order posted.</summary>
    public void Post(Action action)
    {
        _control.Enqueue(action);
        Wake();
    }

    /// <summary>Runs one slice.</summary>
    /// <returns>True: put it back into the queue. False: it is idle until it is woken, or until the time it told the scheduler.</returns>
    public unsafe bool Run()
    {
        byte here;
        Interlocked.Exchange(ref _state, Running); // a full fence: everything enqueued before a wake-up is seen below
        var outer = Enter((nuint)(&here));
        var start = Now = Environment.Clock.Now;
        WakeAt = long.MaxValue;
        bool more;
        try
        {
            while (_control.TryDequeue(out var action))
                action();
            more = Slice();
        }
        catch (Exception error) when (TryHandle(error))
        {
            more = false;
        }
        finally
        {
            Leave(outer);
        }
        EndSlice();
        var ticks = Environment.Clock.Now - start;
        Volatile.Write(ref _busyTicks, _busyTicks + ticks);
        Environment.Scheduler.SliceEnds(this, ticks, more ? long.MaxValue : WakeAt);
        if (!more && Interlocked.CompareExchange(ref _state, Idle, Running) == Running)
            return false;
        Volatile.Write(ref _state, Queued);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsRunningHere() => ReferenceEquals(t_running, this); // user code deep in a recursion, or a foreign thread

    /// <summary>Calls user code that may not use its collector any more.</summary>
    protected void CallApart(Action call)
    {
        var frame = _sliceFrame;
        _sliceFrame = 0;
        t_running = null;
        try
        {
            call();
        }
        finally
        {
            t_running = this;
            _sliceFrame = frame;
        }
    }

    // A slice may run inside another one's, if a test's scheduler runs it there. The outer executor is not inside its slice meanwhile.
    private (Executor? Executor, nuint Frame) Enter(nuint frame)
    {
        var outer = (t_running, t_running?._sliceFrame ?? 0);
        if (t_running is not null)
            t_running._sliceFrame = 0;
        t_running = this;
        _sliceFrame = frame;
        return outer;
    }

    private void Leave((Executor? Executor, nuint Frame) outer)
    {
        _sliceFrame = 0;
        t_running = outer.Executor;
        if (outer.Executor is not null)
            outer.Executor._sliceFrame = outer.Frame;
    }

    /// <summary>Something threw that no slice expected. False: it is let through, and ends the process.</summary>
    protected virtual bool TryHandle(Exception error) => false;

    /// <summary>A slice is over, however it ended.</summary>
    protected virtual void EndSlice()
    {
    }

    /// <summary>Does some work; user code's exceptions do not leave it.</summary>
    /// <returns>Whether there is more to do at once.</returns>
    protected abstract bool Slice();
}
