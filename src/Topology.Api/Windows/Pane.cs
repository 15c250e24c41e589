namespace Topology;

/// <summary>When a pane is shown, compared with the watermark.</summary>
public enum PaneTiming
{
    /// <summary>Before the watermark has reached the window's end: more is to be expected.</summary>
    Early,

    /// <summary>The one at the window's end.</summary>
    OnTime,

    /// <summary>After it.</summary>
    Late,
}

/// <summary>Which of the results of a window one is.</summary>
/// <param name="Timing">Compared with the watermark. Windows of processing time and count windows have panes that are on time only.</param>
/// <param name="Index">0, 1, 2 … of the window's panes; a retraction has that of the pane it takes back.</param>
/// <param name="IsFirst">Whether it is the window's first pane.</param>
/// <param name="IsLast">Whether the window is done and cannot have another pane. The last pane need not be marked: there may have been nothing more to show when the window was done.</param>
public readonly record struct Pane(PaneTiming Timing, long Index, bool IsFirst, bool IsLast);
