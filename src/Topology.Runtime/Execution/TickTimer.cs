using Topology.Engine;

namespace Topology.Runtime.Execution;

/// <summary>When a bolt's ticks are due: at a fixed rate, without a burst after a delay. Pure; one thread.</summary>
internal sealed class TickTimer(TimeSpan? interval)
{
    private static readonly Fields TickFields = new("rate_secs");

    private readonly StreamSource _source = new(StreamIds.SystemComponent, StreamIds.Tick, -1, TickFields, IsTick: true);

    /// <summary>MaxValue: never.</summary>
    public long NextAt { get; private set; } = long.MaxValue;

    public void Start(long now) => NextAt = interval is { } every ? now + every.Ticks : long.MaxValue;

    public bool IsDue(long now) => now >= NextAt;

    /// <summary>Moves on by whole intervals, past now.</summary>
    public void Advance(long now)
    {
        var every = interval!.Value.Ticks; // only called when a tick is due
        NextAt += ((now - NextAt) / every + 1) * every;
    }

    public StreamTuple CreateTuple(int task)
    {
        var batch = new TupleBatch(_source, task, 1);
        batch.Add(_source, task, [interval!.Value.TotalSeconds]); // only called when a tick is due
        return batch[0];
    }
}
