using Throughput;
using Topology.Samples.Tests.Support;
using Topology.Testing;

namespace Topology.Samples.Tests;

public class ThroughputTests
{
    [Fact]
    public void TrackedEveryTupleIsAckedAfterTheLastBolt()
    {
        using var run = SampleRun.ToCompletion(new ThroughputTopology(), "--tracked", "--limit", "10000");

        Assert.Equal(new SimulationTotals(10_000, 10_000, 0, 0, 0), run.Topology.Totals);
        Assert.Equal(10_000, run.Topology.Emitted("identity").Count);
        Assert.All(run.Topology.Emitted("identity"), tuple => Assert.Equal("some data", tuple.Values[0].AsString()));
    }

    [Fact]
    public void UntrackedNothingIsTrackedAndNothingIsLost()
    {
        using var run = SampleRun.ToCompletion(new ThroughputTopology(), "--limit", "10000");

        Assert.Equal(0, run.Topology.Totals.Tracked);
        Assert.Equal(10_000, run.Topology.Emitted("identity").Count);
    }

    [Fact]
    public void TheLimitIsThatOfEachSpoutTask()
    {
        using var run = SampleRun.ToCompletion(new ThroughputTopology(), "--limit", "100", "--parallelism", "3");

        Assert.Equal([100, 100, 100], run.Topology.Emitted("constant").GroupBy(tuple => tuple.Task).Select(group => group.Count()));
        Assert.Equal(300, run.Topology.Emitted("identity").Count);
    }

    [Theory]
    [InlineData("--limit must be a number of tuples a spout task, 0 for no end, not -1.", "--limit=-1")]
    [InlineData("--parallelism must be 1 or more, not 0.", "--parallelism=0")]
    [InlineData("the nearest is --tracked", "--traked")]
    public void AWrongArgumentIsExplained(string expected, string argument)
    {
        var error = Assert.Throws<TopologyArgumentException>(() => SampleRun.Spec(new ThroughputTopology(), argument));

        Assert.Contains(expected, error.Message);
    }
}
