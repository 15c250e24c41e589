using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Execution;

namespace Topology.Testing;

/// <summary>Runs executors on the calling thread in an order chosen by a seeded generator, and moves fake time: the same seed gives the same run.</summary>
/// <remarks>One thread drives it; executors may be woken from any. Each slice takes <see cref="SliceCost"/> of the fake
/// time, so that a source that never ends does not stop the clock.</remarks>
public sealed class SteppedScheduler : IScheduler
{
    /// <summary>What a slice takes of the fake time.</summary>
    public static readonly TimeSpan SliceCost = TimeSpan.FromTicks(100);

    private readonly object _gate = new(); // pulsed when an executor becomes ready
    private readonly List<Executor> _ready = [];
    private readonly List<(Executor Executor, long Until)> _held = [];
    private readonly List<(Executor Executor, long At)> _wakeUps = []; // a list: its order is the same in each run
    private readonly SimulatedClock _clock;
    private readonly Random _random;
    private readonly double _delayProbability;
    private readonly TimeSpan _longestDelay;

    /// <summary>Nothing runs yet.</summary>
    /// <param name="seed">Chooses the order.</param>
    /// <param name="delayProbability">How often, 0 … 1, an executor that has something to do is held back for a while.</param>
    /// <param name="longestDelay">For how long at most; null: 5 ms.</param>
    public SteppedScheduler(int seed, double delayProbability = 0, TimeSpan? longestDelay = null)
    {
        _random = new Random(seed);
        _delayProbability = delayProbability;
        _longestDelay = longestDelay ?? TimeSpan.FromMilliseconds(5);
        _clock = new SimulatedClock(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Clock = new EngineClock(_clock);
    }

    /// <summary>The clock it moves.</summary>
    public FakeTimeProvider Time => _clock;

    /// <summary>The same clock for an engine.</summary>
    public EngineClock Clock { get; }

    /// <summary>Slices run so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Whose slice it is; null between slices.</summary>
    internal Executor? Current { get; private set; }

    /// <summary>Whether a component may be waiting for the fake time by a timer of its own.</summary>
    internal bool HasTimers => _clock.HasTimers;

    /// <summary>The next time an executor wants to run at or a timer is due, not before the present; MaxValue if there is none.</summary>
    internal DateTimeOffset NextWakeUp
    {
        get
        {
            lock (_gate)
            {
                var next = _wakeUps.Select(entry => entry.At).Concat(_held.Select(entry => entry.Until)).Append(long.MaxValue).Min();
                var wakeUp = next == long.MaxValue ? DateTimeOffset.MaxValue : Time.GetUtcNow() + TimeSpan.FromTicks(Math.Max(0, next - Clock.Now));
                return _clock.NextTimer is var timer && timer < wakeUp ? timer : wakeUp;
            }
        }
    }

    /// <inheritdoc/>
    public void Add(Executor executor)
    {
        lock (_gate)
            _wakeUps.Add((executor, long.MaxValue));
    }

    /// <inheritdoc/>
    public void Remove(Executor executor)
    {
        lock (_gate)
        {
            _wakeUps.RemoveAll(entry => entry.Executor == executor);
            _held.RemoveAll(entry => entry.Executor == executor);
            _ready.Remove(executor);
        }
    }

    /// <inheritdoc/>
    public void Ready(Executor executor)
    {
        lock (_gate)
        {
            _ready.Add(executor);
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public void SliceEnds(Executor executor, long ticks, long wakeAt)
    {
        if (wakeAt == long.MaxValue)
            return;
        lock (_gate)
        {
            var index = _wakeUps.FindIndex(entry => entry.Executor == executor);
            if (index >= 0)
                _wakeUps[index] = (executor, wakeAt);
        }
    }

    /// <summary>Runs one slice of an executor that has something to do.</summary>
    /// <returns>False if none has now.</returns>
    public bool Step()
    {
        if (TakeReady() is not { } executor)
            return false;
        Steps++;
        Current = executor;
        var more = executor.Run();
        Current = null;
        if (more)
            Ready(executor);
        Time.Advance(SliceCost);
        WakeDue();
        return true;
    }

    /// <summary>Moves the clock to the next time an executor wants to run at or a timer is due, if that is not after the limit.</summary>
    /// <param name="limit">By <see cref="Time"/>.</param>
    /// <returns>False if there is none; then the clock has not moved.</returns>
    public bool MoveToNextWakeUp(DateTimeOffset limit)
    {
        var next = NextWakeUp;
        if (next > limit || next == DateTimeOffset.MaxValue)
            return false;
        Time.Advance(next - Time.GetUtcNow());
        WakeDue();
        return true;
    }

    /// <summary>Whether an executor that has something to do is held back.</summary>
    internal bool IsHeld(Executor? executor)
    {
        lock (_gate)
            return _held.Exists(entry => entry.Executor == executor);
    }

    /// <summary>Waits, in real time, until another thread makes an executor ready: for bolts that await.</summary>
    /// <returns>False after the time-out.</returns>
    internal bool WaitForReady(TimeSpan timeout)
    {
        lock (_gate)
            return _ready.Count > 0 || Monitor.Wait(_gate, timeout);
    }

    private Executor? TakeReady()
    {
        lock (_gate)
        {
            while (_ready.Count > 0)
            {
                var at = _random.Next(_ready.Count);
                var executor = _ready[at];
                _ready.RemoveAt(at);
                if (_delayProbability == 0 || _random.NextDouble() >= _delayProbability)
                    return executor;

                // It stays queued in its own eyes, so nobody queues it again meanwhile.
                _held.Add((executor, Clock.Now + (long)(_random.NextDouble() * _longestDelay.Ticks)));
            }
            return null;
        }
    }

    private void WakeDue()
    {
        List<Executor> due = [];
        lock (_gate)
        {
            var now = Clock.Now;
            for (var i = 0; i < _wakeUps.Count; i++)
            {
                if (_wakeUps[i].At > now)
                    continue;
                due.Add(_wakeUps[i].Executor);
                _wakeUps[i] = (_wakeUps[i].Executor, long.MaxValue);
            }
            foreach (var (executor, _) in _held.FindAll(entry => entry.Until <= now))
                _ready.Add(executor);
            _held.RemoveAll(entry => entry.Until <= now);
        }
        foreach (var executor in due)
            executor.Wake();
    }
}
