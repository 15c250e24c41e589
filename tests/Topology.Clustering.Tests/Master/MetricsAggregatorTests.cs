using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Master.Support;
using Topology.Runtime.Observability;

namespace Topology.Clustering.Tests.Master;

public class MetricsAggregatorTests
{
    [Fact]
    public void When_workers_are_added_up_Then_counts_are_sums_shares_are_the_worst_and_latencies_are_merged()
    {
        var figures = new[]
        {
            new ComponentFigures(Samples.Counts("count", emitted: 3), 0.5, 0.1, Histogram(100, 50), [], []),
            new ComponentFigures(Samples.Counts("count", emitted: 4), 0.2, 0.3, Histogram(1_000, 50), [], []),
            new ComponentFigures(Samples.Counts("$acker", emitted: 9), 1, 1, [], [], []),
        };

        var metrics = MetricsAggregator.ToMetrics(TimeSpan.FromSeconds(1), Samples.Blueprint(), figures);
        var count = metrics["count"];

        Assert.Equal(["count", "lines"], metrics.Components.Select(component => component.Component));
        Assert.Equal(7, count.Emitted);
        Assert.Equal(2, count.Executors);
        Assert.Equal(0.5, count.Capacity);
        Assert.Equal(0.3, count.BackPressure);
        Assert.Equal(100, count.ExecuteLatency.Count);
        Assert.InRange(count.ExecuteLatency.P50.Ticks, 99, 101);
        Assert.InRange(count.ExecuteLatency.P99.Ticks, 990, 1_010);
        Assert.Equal(LatencySummary.None, count.ProcessLatency);
        Assert.Equal(0, metrics["lines"].Emitted);
    }

    [Fact]
    public void When_a_process_is_retired_Then_what_was_pending_has_failed()
    {
        var retired = MetricsAggregator.Retire(MetricsAggregator.WithoutLatencies(Samples.Counts("lines", pending: 3, tracked: 10))).Counts;

        Assert.Equal((0L, 3L, 10L, 0), (retired.Pending, retired.Failed, retired.Tracked, retired.Executors));
    }

    private static byte[] Histogram(long ticks, int times)
    {
        var histogram = LatencyRecorder.CreateSum();
        histogram.RecordValueWithCount(ticks, times);
        return MetricsAggregator.Encode(histogram);
    }
}
