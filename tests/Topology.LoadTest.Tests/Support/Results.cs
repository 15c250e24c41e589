using Topology.LoadTest.Engine;

namespace Topology.LoadTest.Tests.Support;

/// <summary>Made-up results.</summary>
internal static class Results
{
    public static LoadResult With(long ok, long planned, double seconds, double p99, long failed = 0, double? took = null) => new()
    {
        Scenario = "constant",
        Description = "A <b>description</b>.",
        StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Duration = TimeSpan.FromSeconds(seconds),
        Took = TimeSpan.FromSeconds(took ?? seconds),
        Planned = planned,
        Ok = ok,
        Failed = failed,
        NotSent = 0,
        Resends = 0,
        Bytes = ok * 100,
        PlannedRate = planned / seconds,
        AchievedRate = ok / (took ?? seconds),
        Latency = new LatencyFigures(p99 / 10, p99 / 10, p99 / 8, p99 / 4, p99 / 2, p99, p99, p99, p99),
        StartDelay = new LatencyFigures(0.5, 0.5, 0.6, 0.9, 1, 1.1, 1.2, 1.3, 1.4),
        Curve = [new CurvePoint(0, 0.1), new CurvePoint(50, 1), new CurvePoint(99, p99), new CurvePoint(100, p99)],
        Seconds = [.. Enumerable.Range(0, (int)seconds).Select(second => new LoadSecond(second, planned / seconds, (long)(ok / seconds), (long)(failed / seconds), p99))],
        Failures = failed > 0 ? [new FailureCount("a | b", failed)] : [],
        Actions = [new ActionOutcome(TimeSpan.FromSeconds(seconds / 2), "kill -9 <worker> && echo \"x\"", "exit code 0")],
    };
}
