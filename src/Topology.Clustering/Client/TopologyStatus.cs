namespace Topology.Clustering;

/// <summary>Where a topology is in its life.</summary>
public enum TopologyStatus
{
    /// <summary>Executors are being prepared.</summary>
    Starting,

    /// <summary>Spouts are asked for tuples.</summary>
    Active,

    /// <summary>Spouts are not asked; what is in flight goes on.</summary>
    Inactive,

    /// <summary>Executors are being moved.</summary>
    Rebalancing,

    /// <summary>Killed or completed: what is in flight is being finished, then components are cleaned up.</summary>
    Draining,

    /// <summary>All sources ended and every tuple was processed.</summary>
    Completed,

    /// <summary>Given up after too many failures of an executor.</summary>
    Failed,

    /// <summary>Ended on request.</summary>
    Killed,

    /// <summary>An effectively-once topology in which something failed goes back to its last checkpoint.</summary>
    Recovering,
}
