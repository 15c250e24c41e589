using Topology.LoadTest.Engine;
using Topology.LoadTest.Tests.Support;

namespace Topology.LoadTest.Tests.Engine;

public class ThresholdsTests
{
    private static readonly Thresholds Thresholds = new(TimeSpan.FromMilliseconds(100));

    [Fact]
    public void When_everything_is_within_its_limit_Then_all_are_met()
    {
        var checks = Thresholds.Check(Results.With(ok: 990, planned: 1000, seconds: 10, p99: 100));

        Assert.Equal([("p99", true), ("failed", true), ("rate", true)], checks.Select(check => (check.Name, check.IsMet)));
        Assert.Equal(["100.0 ms", "0", "99/s (99.0 %)"], checks.Select(check => check.Actual));
        Assert.Equal(["≤ 100.0 ms", "0", "≥ 99/s"], checks.Select(check => check.Limit));
    }

    [Fact]
    public void When_requests_are_slow_Then_the_percentile_is_missed() =>
        Assert.Equal(["p99"], Missed(Results.With(ok: 1000, planned: 1000, seconds: 10, p99: 100.1)));

    [Fact]
    public void When_a_request_failed_Then_that_is_missed_however_many_were_acked() =>
        Assert.Equal(["failed"], Missed(Results.With(ok: 999, planned: 1000, seconds: 10, p99: 1, failed: 1)));

    [Fact]
    public void When_the_last_answers_came_late_Then_the_rate_is_missed() =>
        Assert.Equal(["rate"], Missed(Results.With(ok: 1000, planned: 1000, seconds: 10, p99: 1, took: 10.2)));

    [Fact]
    public void When_nothing_was_acked_Then_no_latency_is_met() =>
        Assert.Equal(["p99", "failed", "rate"], Missed(Results.With(ok: 0, planned: 1000, seconds: 10, p99: 0, failed: 1000)));

    private static IEnumerable<string> Missed(LoadResult result) => Thresholds.Check(result).Where(check => !check.IsMet).Select(check => check.Name);
}
