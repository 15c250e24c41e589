namespace Topology.Clustering.Scheduling;

/// <summary>How a cluster decides where executors run.</summary>
public enum SchedulerKind
{
    /// <summary>Spread evenly over workers and nodes. Written <c>even</c>.</summary>
    Even,

    /// <summary>By declared CPU and memory against the capacities of nodes. Written <c>resource-aware</c>.</summary>
    ResourceAware,
}
