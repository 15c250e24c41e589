using Microsoft.Extensions.Time.Testing;

namespace Topology.Testing;

/// <summary>The fake clock of a simulation, which knows who waits for it by a timer. Thread-safe.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Lock _gate = new();
    private readonly List<CountedTimer> _timers = [];

    /// <summary>Whether a timer was made that is not disposed yet; a delay disposes its own when it is over.</summary>
    public bool HasTimers
    {
        get
        {
            lock (_gate)
                return _timers.Count > 0;
        }
    }

    /// <summary>When the next timer is due; MaxValue: none is.</summary>
    public DateTimeOffset NextTimer
    {
        get
        {
            lock (_gate)
                return _timers.Select(timer => timer.DueAt).Append(DateTimeOffset.MaxValue).Min();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(this, callback);
        lock (_gate)
            _timers.Add(timer);
        timer.Start(base.CreateTimer(timer.Fire, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), dueTime, period);
        return timer;
    }

    private sealed class CountedTimer(SimulatedClock clock, TimerCallback callback) : ITimer
    {
        private ITimer? _timer;
        private TimeSpan _period;

        public DateTimeOffset DueAt { get; private set; } = DateTimeOffset.MaxValue;

        public void Start(ITimer timer, TimeSpan dueTime, TimeSpan period)
        {
            _timer = timer;
            Change(dueTime, period);
        }

        public void Fire(object? state)
        {
            Expect(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Expect(dueTime);
            return _timer!.Change(dueTime, period); // set by Start
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
            _timer!.Dispose(); // set by Start
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Expect(TimeSpan wait)
        {
            lock (clock._gate)
                DueAt = wait == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock.GetUtcNow() + wait;
        }
    }
}
