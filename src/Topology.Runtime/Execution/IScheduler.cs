namespace Topology.Runtime.Execution;

/// <summary>Gives executors threads. Every member may be called by any thread.</summary>
public interface IScheduler
{
    /// <summary>Serves the executor from now on.</summary>
    void Add(Executor executor);

    /// <summary>Forgets it; it has ended and will not be woken again.</summary>
    void Remove(Executor executor);

    /// <summary>Has the executor's <see cref="Executor.Run"/> called once.</summary>
    void Ready(Executor executor);

    /// <summary>The same, but the calling thread has brought what there is to do, and may do it: the executor's <see cref="Executor.Run"/> is then called inside this call.</summary>
    /// <returns>False: user code has held the thread so long that others have taken over its own work. It must not touch any of that again.</returns>
    bool ReadyHere(Executor executor, GuestThread guest)
    {
        Ready(executor);
        return true;
    }

    /// <summary>A slice has lasted that long and goes on; called inside it, now and then.</summary>
    /// <param name="ticks">Ticks of 100 ns.</param>
    void SliceContinues(long ticks)
    {
        // Only those who have other threads to wake care.
    }

    /// <summary>A slice is about to end; called inside it.</summary>
    /// <param name="executor">Whose slice.</param>
    /// <param name="ticks">How long it was, ticks of 100 ns.</param>
    /// <param name="wakeAt">When to wake the executor, by the engine's clock; replaces what it asked for before. MaxValue: no change.</param>
    void SliceEnds(Executor executor, long ticks, long wakeAt);
}
