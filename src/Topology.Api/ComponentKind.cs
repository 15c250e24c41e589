namespace Topology;

/// <summary>The two roles a component can have.</summary>
public enum ComponentKind
{
    /// <summary>Brings tuples into the topology; has no inputs.</summary>
    Spout,

    /// <summary>Receives tuples and may emit others.</summary>
    Bolt,
}
