namespace Topology;

/// <summary>What a further pane of the same window shows.</summary>
public enum Accumulation
{
    /// <summary>Only what has come since the pane before.</summary>
    Discarding,

    /// <summary>All of the window so far: replaces the pane before.</summary>
    Accumulating,

    /// <summary>All of the window so far, after the pane before has been shown again as a retraction: for receivers that add up.</summary>
    AccumulatingAndRetracting,
}
