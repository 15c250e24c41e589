namespace Topology.Runtime.Windows;

/// <summary>The tuple on its way into windows. One object for all tuples of a task, filled anew for each.</summary>
internal sealed class WindowInput
{
    public StreamTuple Tuple;

    /// <summary>UTC ticks: when it happened, or when it came.</summary>
    public long Time;

    /// <summary>UTC ticks, by the clock.</summary>
    public long Now;

    /// <summary>Whether it is to be acked later.</summary>
    public bool IsHeld;

    /// <summary>Whether the tracking knows that.</summary>
    public bool IsBegun;

    /// <summary>What is kept of it, shared by all windows that it is in; null: nothing yet.</summary>
    public KeptTuple? Kept;

    /// <summary>Another tuple.</summary>
    public void Set(StreamTuple tuple, long time, long now, bool isHeld)
    {
        Tuple = tuple;
        Time = time;
        Now = now;
        IsHeld = isHeld;
        IsBegun = false;
        Kept = null;
    }

    /// <summary>A tuple that is kept already, to be added to something else.</summary>
    public WindowInput SetAgain(KeptTuple kept)
    {
        Set(kept.Tuple, kept.Time, kept.Time, isHeld: false);
        Kept = kept;
        return this;
    }
}

/// <summary>A tuple in windows.</summary>
/// <param name="number">Unique in the task; ascending.</param>
/// <param name="time">UTC ticks.</param>
/// <param name="tuple">The tuple.</param>
internal sealed class KeptTuple(long number, long time, StreamTuple tuple)
{
    public long Number => number;

    public long Time => time;

    public StreamTuple Tuple => tuple;

    /// <summary>Whether a frame has shown it.</summary>
    public bool IsShown { get; set; }
}
