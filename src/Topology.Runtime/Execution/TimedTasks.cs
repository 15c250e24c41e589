using Topology.Engine;
using Topology.Runtime.Watermarks;

namespace Topology.Runtime.Execution;

/// <summary>The bolts of an executor that are told of watermarks or have timers. Owned by the executor's thread.</summary>
/// <param name="clock">The engine's.</param>
/// <param name="tasks">How many tasks.</param>
internal sealed class TimedTasks(EngineClock clock, int tasks)
{
    private readonly ITimedBolt?[] _timed = new ITimedBolt?[tasks]; // by the task's place
    private readonly IWatermarkListener?[] _listeners = new IWatermarkListener?[tasks]; // likewise

    /// <summary>When the first timer is due, by the engine's clock; MaxValue: there is none.</summary>
    public long NextAt
    {
        get
        {
            var first = long.MaxValue;
            foreach (var bolt in _timed)
                first = Math.Min(first, bolt?.NextTimer ?? long.MaxValue);
            return first == long.MaxValue ? first : clock.FromUtc(first);
        }
    }

    /// <summary>A new instance, or null: it is gone.</summary>
    public void Set(int place, Bolt? bolt) => (_timed[place], _listeners[place]) = (bolt as ITimedBolt, bolt as IWatermarkListener);

    /// <summary>Tells one task of a watermark.</summary>
    public void Advance(int place, long watermark)
    {
        _timed[place]?.AdvanceWatermark(watermark);
        if (_listeners[place] is { } listener && UtcTime.ToDate(watermark) is { } date)
            listener.WatermarkAdvanced(date);
    }

    /// <summary>Calls one task's timer if it is due.</summary>
    public void Fire(int place, long now)
    {
        if (_timed[place] is { } bolt && bolt.NextTimer <= clock.ToUtc(now))
            bolt.OnTimer(clock.ToUtc(now));
    }
}
