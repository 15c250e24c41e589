namespace Topology;

/// <summary>Why a tuple tree failed.</summary>
public enum FailReason
{
    /// <summary>A bolt failed a tuple of the tree, or threw while executing it.</summary>
    Failed,

    /// <summary>The tree was not complete within the message time-out.</summary>
    TimedOut,

    /// <summary>An executor that held a tuple of the tree was restarted.</summary>
    Restarted,
}
