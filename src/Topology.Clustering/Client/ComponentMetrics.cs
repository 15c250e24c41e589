namespace Topology.Clustering;

/// <summary>What one component did since the topology started. Counts are exact; each is read while the topology runs, so those of a running one may be a moment apart.</summary>
public sealed record ComponentMetrics
{
    /// <summary>The component's id.</summary>
    public required string Component { get; init; }

    /// <summary>Spout or bolt.</summary>
    public required ComponentKind Kind { get; init; }

    /// <summary>Executors it runs in.</summary>
    public required int Executors { get; init; }

    /// <summary>Its tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>Emits by user code, tracked or not.</summary>
    public required long Emitted { get; init; }

    /// <summary>Deliveries those emits caused: none if nobody subscribes, several for copies.</summary>
    public required long Transferred { get; init; }

    /// <summary>Bolts: tuples given to Execute, ticks left out.</summary>
    public required long Executed { get; init; }

    /// <summary>Bolts: inputs acked. Spouts: trees acked.</summary>
    public required long Acked { get; init; }

    /// <summary>Bolts: inputs failed. Spouts: trees failed for another reason than time.</summary>
    public required long Failed { get; init; }

    /// <summary>Spouts: trees that timed out; not among <see cref="Failed"/>.</summary>
    public required long TimedOut { get; init; }

    /// <summary>Spouts: tracked emits. Always the sum of acked, failed, timed out and pending.</summary>
    public required long Tracked { get; init; }

    /// <summary>Spouts: trees neither acked nor failed.</summary>
    public required long Pending { get; init; }

    /// <summary>Bolts: tuples on their way to it and not yet executed.</summary>
    public required long Queued { get; init; }

    /// <summary>Bolts: time inside Execute.</summary>
    public required LatencySummary ExecuteLatency { get; init; }

    /// <summary>Bolts: from the start of Execute to Ack.</summary>
    public required LatencySummary ProcessLatency { get; init; }

    /// <summary>Spouts: from the emit to Ack.</summary>
    public required LatencySummary CompleteLatency { get; init; }

    /// <summary>The busiest executor's share of time in which it was at work, 0 … 1, over the last ten seconds. Near 1: more executors may help.</summary>
    public required double Capacity { get; init; }

    /// <summary>The share of time, 0 … 1, executors could not go on for want of room at a receiver; the worst executor's.</summary>
    public required double BackPressure { get; init; }

    /// <summary>Times an executor was restarted.</summary>
    public required long Restarts { get; init; }

    /// <summary>Errors thrown or reported, those not kept included.</summary>
    public required long Errors { get; init; }

    /// <summary>Its event time; null: it has none.</summary>
    public EventTimeMetrics? EventTime { get; init; }
}
