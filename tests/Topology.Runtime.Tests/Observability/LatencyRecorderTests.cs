using HdrHistogram;
using Topology.Runtime.Observability;

namespace Topology.Runtime.Tests.Observability;

/// <summary>Latency histograms.</summary>
public class LatencyRecorderTests
{
    [Fact]
    public void When_latencies_are_recorded_Then_percentiles_are_right_to_two_digits()
    {
        var recorder = new LatencyRecorder();
        for (var i = 1; i <= 10_000; i++)
            recorder.Record(i * 100L);
        var sum = SumOf(recorder);

        Assert.Equal(10_000, sum.TotalCount);
        Assert.InRange(sum.GetValueAtPercentile(50), 495_000, 505_000);
        Assert.InRange(sum.GetValueAtPercentile(99), 980_000, 1_000_000);
        Assert.InRange(sum.GetValueAtPercentile(99.9), 989_000, 1_009_000);
    }

    [Fact]
    public void When_nothing_was_recorded_Then_nothing_is_added() => Assert.Equal(0, SumOf(new LatencyRecorder()).TotalCount);

    [Fact]
    public void When_several_recorders_are_added_Then_the_sum_has_all_of_them()
    {
        var (one, other) = (new LatencyRecorder(), new LatencyRecorder());
        one.Record(10);
        other.Record(10);
        other.Record(1000);

        Assert.Equal(3, SumOf(one, other, new LatencyRecorder()).TotalCount);
        Assert.Equal(1, SumOf(one).TotalCount);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-5, 0)]
    [InlineData(1, 1)]
    [InlineData(TimeSpan.TicksPerHour, TimeSpan.TicksPerHour)]
    [InlineData(long.MaxValue, TimeSpan.TicksPerHour)]
    public void When_a_latency_is_out_of_range_Then_it_counts_as_the_nearest(long ticks, long expected)
    {
        var recorder = new LatencyRecorder();
        recorder.Record(ticks);

        Assert.InRange(SumOf(recorder).GetValueAtPercentile(100), expected, expected + expected / 100);
    }

    private static LongHistogram SumOf(params LatencyRecorder[] recorders)
    {
        var sum = LatencyRecorder.CreateSum();
        foreach (var recorder in recorders)
            recorder.AddTo(sum);
        return sum;
    }
}
