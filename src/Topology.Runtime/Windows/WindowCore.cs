namespace Topology.Runtime.Windows;

/// <summary>The windows of one task, told of tuples and of time. No clock, no timers; one thread.</summary>
internal abstract class WindowCore
{
    /// <summary>Takes a tuple.</summary>
    /// <returns>False: it is too late for all its windows.</returns>
    public abstract bool Add(Value key, WindowInput input);

    /// <summary>Time has moved on: shows what is due.</summary>
    /// <param name="watermark">UTC ticks, ascending: what event time windows go by; of windows by the clock, the clock's time. <see cref="long.MaxValue"/>: all input has ended.</param>
    /// <param name="now">UTC ticks, by the clock.</param>
    public abstract void Advance(long watermark, long now);

    /// <summary>The watermark at which something is due next; <see cref="long.MaxValue"/>: nothing is, but perhaps at the end of all input.</summary>
    public abstract long NextEnd { get; }

    /// <summary>The time by the clock at which <see cref="OnTimer"/> is to be called.</summary>
    public virtual long NextTimer => long.MaxValue;

    /// <summary>That time has come.</summary>
    /// <param name="now">UTC ticks, by the clock.</param>
    public virtual void OnTimer(long now) { }

    /// <summary>The watermark of what is about to be restored.</summary>
    public abstract void Restore(long watermark);

    /// <summary>What checkpoints see. Once.</summary>
    public abstract KeyedState CreateState();
}
