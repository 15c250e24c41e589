namespace Topology.Clustering;

/// <summary>Event time in one component: for a bolt, in what comes to it; for a spout, in what it sends.</summary>
public sealed record EventTimeMetrics
{
    /// <summary>How far it has got: the least of the component's executors. Null: nothing is known yet. <see cref="DateTimeOffset.MaxValue"/>: it has ended.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>How far that is behind the clock, negative if it is ahead; null where there is no watermark or event time has ended.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>How far the fastest input is ahead of the slowest one, of the executor where that is most; idle ones are left out.</summary>
    public required TimeSpan Spread { get; init; }

    /// <summary>Inputs that came too late for their window and were given up.</summary>
    public required long Late { get; init; }

    /// <summary>Emits that were to have an event time, and had none that could be read.</summary>
    public required long Untimed { get; init; }
}
