using Microsoft.Extensions.Time.Testing;

namespace Topology.Testing;

/// <summary>The fake clock of a simulation, which knows whether anybody waits for it by a timer. Thread-safe.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private int _timers;

    /// <summary>Whether a timer was made that is not disposed yet; a delay disposes its own when it is over.</summary>
    public bool HasTimers => Volatile.Read(ref _timers) > 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _timers);
        return new CountedTimer(this, base.CreateTimer(callback, state, dueTime, period));
    }

    private sealed class CountedTimer(SimulatedClock clock, ITimer timer) : ITimer
    {
        private int _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                Interlocked.Decrement(ref clock._timers);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
