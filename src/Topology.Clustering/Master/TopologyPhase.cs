namespace Topology.Clustering.Master;

/// <summary>How far the master is with a topology. What users see is made of it: <see cref="TopologyRecord.Status"/>.</summary>
internal enum TopologyPhase
{
    /// <summary>It has no place: it was just submitted, or its workers were removed by a rebalance. The scheduler is asked for one.</summary>
    Placing,

    /// <summary>It has a place. Its workers are being started, or run. A worker may be missing for a while.</summary>
    Running,

    /// <summary>Its spouts are told to stop, and what is in flight gets until the deadline.</summary>
    Draining,

    /// <summary>Its spouts have stopped, nothing is in flight, and a last checkpoint is taken.</summary>
    Saving,

    /// <summary>Its workers are told to stop their executors, and get until the deadline.</summary>
    Stopping,

    /// <summary>The supervisors are told to leave its processes out, and it is waited until they are gone.</summary>
    Removing,

    /// <summary>It is over. Only the record is kept.</summary>
    Ended,
}

/// <summary>Which phase may follow on which.</summary>
internal static class TopologyPhases
{
    private static readonly Dictionary<TopologyPhase, TopologyPhase[]> Next = new()
    {
        [TopologyPhase.Placing] = [TopologyPhase.Running, TopologyPhase.Ended], // Ended: killed before it had a place
        [TopologyPhase.Running] = [TopologyPhase.Draining, TopologyPhase.Saving, TopologyPhase.Stopping], // Stopping: nothing to wait for
        [TopologyPhase.Draining] = [TopologyPhase.Saving, TopologyPhase.Stopping],
        [TopologyPhase.Saving] = [TopologyPhase.Stopping, TopologyPhase.Running], // Running: it was complete but for the checkpoint, and something was lost
        [TopologyPhase.Stopping] = [TopologyPhase.Removing],
        [TopologyPhase.Removing] = [TopologyPhase.Placing, TopologyPhase.Ended], // Placing: a rebalance
        [TopologyPhase.Ended] = [],
    };

    /// <summary>The next phase; staying is always allowed, except at the end.</summary>
    /// <exception cref="InvalidOperationException">There is no such transition.</exception>
    public static TopologyPhase To(this TopologyPhase from, TopologyPhase to) =>
        (from == to && from != TopologyPhase.Ended) || Next[from].Contains(to)
            ? to
            : throw new InvalidOperationException($"A topology cannot go from {from} to {to}.");
}
