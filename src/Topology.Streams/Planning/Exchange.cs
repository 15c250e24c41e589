namespace Topology.Streams.Planning;

/// <summary>How elements get to an operator when it is in another component than its input.</summary>
internal enum Exchange
{
    /// <summary>Need not: it goes into the component of its input if it can.</summary>
    None,

    /// <summary>To any task, evenly.</summary>
    Shuffle,

    /// <summary>Each key to its task.</summary>
    Key,
}
