using System.Globalization;

namespace Topology.LoadTest.Engine;

/// <summary>What a load test must reach.</summary>
/// <param name="P99">The 99th percentile of the latency may be so long.</param>
internal sealed record Thresholds(TimeSpan P99)
{
    /// <summary>Of the planned rate. The missing hundredth is the time of the last answers.</summary>
    public const double LeastShareOfRate = 0.99;

    public IReadOnlyList<ThresholdCheck> Check(LoadResult result) =>
    [
        new(
            "p99",
            Text($"≤ {P99.TotalMilliseconds:N1} ms"),
            result.Ok > 0 ? Text($"{result.Latency.P99:N1} ms") : "nothing acked",
            result.Ok > 0 && result.Latency.P99 <= P99.TotalMilliseconds),
        new("failed", "0", Text($"{result.Failed:N0}"), result.Failed == 0),
        new(
            "rate",
            Text($"≥ {LeastShareOfRate * result.PlannedRate:N0}/s"),
            Text($"{result.AchievedRate:N0}/s ({100 * result.AchievedRate / result.PlannedRate:N1} %)"),
            result.AchievedRate >= LeastShareOfRate * result.PlannedRate),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Whether a threshold is met, with both values as text.</summary>
internal sealed record ThresholdCheck(string Name, string Limit, string Actual, bool IsMet);
