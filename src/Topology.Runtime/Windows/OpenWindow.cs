namespace Topology.Runtime.Windows;

/// <summary>A pane that was shown and may have to be taken back.</summary>
internal readonly record struct ShownPane<T>(long Start, long End, T Value, Pane Pane);

/// <summary>One window of one key, with a trigger of its own.</summary>
internal sealed class OpenWindow<T>(WindowsOfKey<T> key, TriggerState trigger, T value)
{
    public WindowsOfKey<T> Key => key;

    /// <summary>UTC ticks.</summary>
    public long Start { get; set; }

    /// <summary>UTC ticks, exclusive.</summary>
    public long End { get; set; }

    public TriggerState Trigger { get; set; } = trigger;

    public T Value { get; set; } = value;

    /// <summary>Tuples that no pane has shown.</summary>
    public long NewTuples { get; set; }

    /// <summary>Panes shown so far.</summary>
    public long Panes { get; set; }

    /// <summary>Whether the pane at the end is over: it was shown, or the first tuple came later.</summary>
    public bool IsPastEnd { get; set; }

    /// <summary>Its trigger is finished: it only stands for being closed.</summary>
    public bool IsClosed { get; set; }

    /// <summary>It is not there any more.</summary>
    public bool IsGone { get; set; }

    /// <summary>The watermark at which it is looked at next.</summary>
    public long NextEnd { get; set; }

    /// <summary>The time by the clock at which it is looked at next.</summary>
    public long NextTimer { get; set; } = long.MaxValue;

    /// <summary>What retractions are made of; null unless there are any.</summary>
    public List<ShownPane<T>>? Shown { get; set; }

    /// <summary>New inputs, for anchors.</summary>
    public HoldList? Fresh;

    /// <summary>The inputs of which it is the last window.</summary>
    public HoldList? Held;
}

/// <summary>The windows of one key, by their start.</summary>
internal sealed class WindowsOfKey<T>(Value key) : KeyEntry(key)
{
    public List<OpenWindow<T>> Windows { get; } = [];

    public OpenWindow<T>? Find(long start)
    {
        // From the back: mostly it is one of the last.
        for (var i = Windows.Count - 1; i >= 0 && Windows[i].Start >= start; i--)
        {
            if (Windows[i].Start == start)
                return Windows[i];
        }
        return null;
    }

    public void Insert(OpenWindow<T> window)
    {
        var at = Windows.Count;
        while (at > 0 && Windows[at - 1].Start > window.Start)
            at--;
        Windows.Insert(at, window);
    }
}
