using System.Globalization;
using HdrHistogram;
using Topology.LoadTest.Scenarios;

namespace Topology.LoadTest.Engine;

/// <summary>Counts and measures the requests of one drive through a schedule. Thread-safe; one short lock, far from contended at the rates of two cores.</summary>
internal sealed class LoadRecorder(ArrivalSchedule schedule)
{
    public const string OtherReasons = "other reasons";

    private const long LongestMicroseconds = 600_000_000; // ten minutes
    private const int SignificantDigits = 3;
    private const int MostReasons = 20; // in a report
    private const int CurvePointsPerHalving = 5;
    private const double MicrosecondsPerMillisecond = 1000;

    private readonly Lock gate = new();
    private readonly LongHistogram latencies = new(LongestMicroseconds, SignificantDigits);
    private readonly LongHistogram startDelays = new(LongestMicroseconds, SignificantDigits);
    private readonly SortedDictionary<string, long> failures = new(StringComparer.Ordinal);
    private readonly List<(long Ok, long Failed, TimeSpan Slowest)> seconds = [];
    private long ok;
    private long failed;
    private long notSent;
    private long resends;
    private long bytes;
    private TimeSpan lastEnd;

    public void Started(TimeSpan delay)
    {
        lock (gate)
            startDelays.RecordValue(Microseconds(delay));
    }

    /// <summary>A request was due while too many were in flight.</summary>
    public void NotSent(TimeSpan now, int mostOutstanding)
    {
        lock (gate)
        {
            notSent++;
            Failed(now, string.Create(CultureInfo.InvariantCulture, $"not sent: {mostOutstanding} requests were in flight"));
        }
    }

    /// <param name="due">When the request was to start.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="result">How.</param>
    public void Ended(TimeSpan due, TimeSpan now, StepResult result)
    {
        lock (gate)
        {
            resends += result.Resends;
            if (result.Failure is { } reason)
            {
                Failed(now, reason);
                return;
            }
            var latency = now - due;
            latencies.RecordValue(Microseconds(latency));
            ok++;
            bytes += result.Bytes;
            lastEnd = now;
            var second = SecondOf(now);
            var (okBefore, failedBefore, slowest) = seconds[second];
            seconds[second] = (okBefore + 1, failedBefore, latency > slowest ? latency : slowest);
        }
    }

    /// <summary>Requests that have not ended although they were cancelled.</summary>
    public void Abandoned(int count)
    {
        lock (gate)
        {
            for (var i = 0; i < count; i++)
                Failed(lastEnd, "neither answered nor cancelled");
        }
    }

    public string ProgressLine(TimeSpan elapsed, int outstanding)
    {
        lock (gate)
        {
            var (okInSecond, _, slowest) = seconds.Count > 1 ? seconds[^2] : default; // the last one is not over
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{elapsed.TotalSeconds,5:0} s: {ok:N0} ok ({okInSecond:N0}/s, slowest {slowest.TotalMilliseconds:N1} ms), {failed:N0} failed, {outstanding:N0} in flight");
        }
    }

    public LoadResult Result(ILoadScenario scenario, DateTimeOffset startedAt, IReadOnlyList<ActionOutcome> actions)
    {
        lock (gate)
        {
            var duration = scenario.Shape.Duration;
            var took = lastEnd > duration ? lastEnd : duration;
            return new LoadResult
            {
                Scenario = scenario.Name,
                Description = scenario.Description,
                StartedAt = startedAt,
                Duration = duration,
                Took = took,
                Planned = schedule.Count,
                Ok = ok,
                Failed = failed,
                NotSent = notSent,
                Resends = resends,
                Bytes = bytes,
                PlannedRate = schedule.Count / duration.TotalSeconds,
                AchievedRate = ok / took.TotalSeconds,
                Latency = LatencyFigures.Of(latencies),
                StartDelay = LatencyFigures.Of(startDelays),
                Curve = [.. Curve()],
                Seconds = [.. Seconds()],
                Failures = [.. failures.OrderByDescending(pair => pair.Value).Select(pair => new FailureCount(pair.Key, pair.Value))],
                Actions = actions,
            };
        }
    }

    private static long Microseconds(TimeSpan time) => Math.Clamp((long)time.TotalMicroseconds, 1, LongestMicroseconds);

    private void Failed(TimeSpan now, string reason)
    {
        failed++;
        var second = SecondOf(now);
        seconds[second] = seconds[second] with { Failed = seconds[second].Failed + 1 };
        if (!failures.ContainsKey(reason) && failures.Count >= MostReasons)
            reason = OtherReasons;
        failures[reason] = failures.GetValueOrDefault(reason) + 1;
    }

    private int SecondOf(TimeSpan now)
    {
        var second = Math.Max(0, (int)now.TotalSeconds);
        while (seconds.Count <= second)
            seconds.Add(default);
        return second;
    }

    private IEnumerable<CurvePoint> Curve() => ok == 0
        ? []
        : latencies.Percentiles(CurvePointsPerHalving)
            .Select(value => new CurvePoint(value.PercentileLevelIteratedTo, value.ValueIteratedTo / MicrosecondsPerMillisecond));

    private IEnumerable<LoadSecond> Seconds()
    {
        for (var second = 0; second < seconds.Count; second++)
        {
            var planned = schedule.RequestsBefore(TimeSpan.FromSeconds(second + 1)) - schedule.RequestsBefore(TimeSpan.FromSeconds(second));
            yield return new LoadSecond(second, planned, seconds[second].Ok, seconds[second].Failed, seconds[second].Slowest.TotalMilliseconds);
        }
    }
}
