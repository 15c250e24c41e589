namespace Topology.Runtime.Windows;

/// <summary>How far the trigger of one window has got: by the number of each part of it, whether it is finished, and a number of its own.</summary>
internal sealed class TriggerState(int parts)
{
    /// <summary>A bit for each part.</summary>
    public ulong Finished { get; set; }

    /// <summary>A count, a time or a mark, as the part likes; 0: nothing yet.</summary>
    public long[] Data { get; } = new long[parts];
}

/// <summary>What a trigger is asked, about one window.</summary>
internal ref struct TriggerCall
{
    public required TriggerState State;

    /// <summary>UTC ticks.</summary>
    public required long Watermark;

    /// <summary>UTC ticks, by the clock.</summary>
    public required long Now;

    /// <summary>The end of the window.</summary>
    public required long End;

    /// <summary>The tuple that has come, if one has.</summary>
    public StreamTuple Input;

    /// <summary>The states of the windows that have become this one.</summary>
    public ReadOnlySpan<TriggerState> Merged;

    public readonly bool IsEnded => Watermark >= End;
}
