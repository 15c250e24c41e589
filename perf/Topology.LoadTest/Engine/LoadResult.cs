namespace Topology.LoadTest.Engine;

/// <summary>What a load test found.</summary>
internal sealed record LoadResult
{
    public required string Scenario { get; init; }

    public required string Description { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <value>Planned, from the first request to the end of the last phase.</value>
    public required TimeSpan Duration { get; init; }

    /// <value>Until the last answer, but at least the planned duration.</value>
    public required TimeSpan Took { get; init; }

    public required long Planned { get; init; }

    public required long Ok { get; init; }

    /// <value>Those not sent included.</value>
    public required long Failed { get; init; }

    /// <value>Because too many were in flight.</value>
    public required long NotSent { get; init; }

    /// <value>Attempts after the first.</value>
    public required long Resends { get; init; }

    /// <value>Payload of the acked requests.</value>
    public required long Bytes { get; init; }

    /// <value>Requests a second over the planned duration.</value>
    public required double PlannedRate { get; init; }

    /// <value>Acked requests a second until the last answer.</value>
    public required double AchievedRate { get; init; }

    /// <value>Of the acked requests, from the intended start.</value>
    public required LatencyFigures Latency { get; init; }

    /// <value>How late the generator started requests.</value>
    public required LatencyFigures StartDelay { get; init; }

    /// <value>Latency by percentile; empty if nothing was acked.</value>
    public required IReadOnlyList<CurvePoint> Curve { get; init; }

    public required IReadOnlyList<LoadSecond> Seconds { get; init; }

    /// <value>The most frequent first.</value>
    public required IReadOnlyList<FailureCount> Failures { get; init; }

    public required IReadOnlyList<ActionOutcome> Actions { get; init; }
}

/// <summary>One second of a load test, by when requests ended.</summary>
/// <param name="Second">Since the start.</param>
/// <param name="Planned">Requests to start in it.</param>
/// <param name="Ok">Acked in it.</param>
/// <param name="Failed">Failed in it.</param>
/// <param name="SlowestMilliseconds">Of those acked.</param>
internal readonly record struct LoadSecond(int Second, double Planned, long Ok, long Failed, double SlowestMilliseconds);

/// <summary>So many percent of the requests took no longer.</summary>
internal readonly record struct CurvePoint(double Percentile, double Milliseconds);

/// <summary>How often requests failed for a reason.</summary>
internal sealed record FailureCount(string Reason, long Count);

/// <summary>What came of a timed action.</summary>
internal sealed record ActionOutcome(TimeSpan At, string Name, string Outcome);
