namespace Topology.Cli.Running;

/// <summary>How a run ended.</summary>
internal enum RunEnd
{
    /// <summary>Every spout completed and nothing is in flight.</summary>
    Completed,

    /// <summary>By a signal or --for, drained as far as the time allowed.</summary>
    Stopped,

    /// <summary>By a second signal, without waiting.</summary>
    CutShort,

    /// <summary>The topology failed.</summary>
    Failed,
}
