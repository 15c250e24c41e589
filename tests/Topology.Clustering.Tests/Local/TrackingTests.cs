using Topology.Clustering.Tests.Support;
using Topology.Testing;

namespace Topology.Clustering.Tests.Local;

/// <summary>Acks, fails and time-outs in simulated time: the same engine as in a cluster.</summary>
public class TrackingTests
{
    private static readonly TopologyConfig TenSeconds = new() { MessageTimeout = TimeSpan.FromSeconds(10) };

    [Fact]
    [Trait("Behaviour", "T3")]
    public void AnInputThatIsNeverAckedTimesOut()
    {
        var feeder = new Feeder(new Fields("x"));
        var seen = 0;
        using var topology = new SimulatedTopology(Build(feeder, () => new FunctionBolt((tuple, collector, _) =>
        {
            if (seen++ % 2 == 0)
                collector.Ack(tuple);
        })), TenSeconds);
        feeder.Feed(1, "a");
        feeder.Feed(2, "b");
        feeder.Feed(3, "c");

        topology.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal([1, 3], feeder.Acked.Select(id => id.AsInt32()));
        Assert.Empty(feeder.Failed);

        topology.Advance(TimeSpan.FromSeconds(2.1));
        Assert.Equal([(Value.From(2), FailReason.TimedOut)], feeder.Failed);
    }

    [Fact]
    [Trait("Behaviour", "T6")]
    public void AResetKeepsATreeAlive()
    {
        var feeder = new Feeder(new Fields("x"));
        StreamTuple first = default;
        var seen = 0;
        using var topology = new SimulatedTopology(Build(feeder, () => new FunctionBolt((tuple, collector, _) =>
        {
            seen++;
            if (seen == 1)
                first = tuple;
            else if (seen < 5)
                collector.ResetTimeout(first);
            else
                collector.Ack(first);
            if (seen > 2)
                collector.Ack(tuple);
        })), TenSeconds);

        feeder.Feed(1, "a");
        feeder.Feed(2, "b");
        topology.Advance(TimeSpan.FromSeconds(9));
        feeder.Feed(3, "c");
        topology.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal([3], feeder.Acked.Select(id => id.AsInt32()));
        feeder.Feed(4, "d");
        topology.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([(Value.From(2), FailReason.TimedOut)], feeder.Failed);
        feeder.Feed(5, "e");
        topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([3, 4, 1, 5], feeder.Acked.Select(id => id.AsInt32()));
        Assert.Single(feeder.Failed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [Trait("Behaviour", "T11")]
    public void TheSameAnchorTwiceIsAckedOnce(int count)
    {
        var feeder = new Feeder(new Fields("x"));
        var builder = new TopologyBuilder();
        builder.SetSpout("1", feeder.CreateSpout);
        builder.SetBolt("2", () => new FunctionBolt((tuple, collector, _) =>
        {
            collector.Emit([tuple, tuple], tuple[0]);
            collector.Ack(tuple);
        }, new Fields("x"))).ShuffleGrouping("1");
        builder.SetBolt("3", () => new FunctionBolt((tuple, collector, _) => collector.Ack(tuple))).ShuffleGrouping("2");
        using var topology = new SimulatedTopology(builder.Build(), TenSeconds);

        for (var i = 0; i < count; i++)
            feeder.Feed(i, "a");
        topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Enumerable.Range(0, count), feeder.Acked.Select(id => id.AsInt32()));
    }

    [Fact]
    [Trait("Behaviour", "T22")]
    public void TicksComeAtTheirRateWithoutABurst()
    {
        var ticks = new List<(string Component, string Stream, bool IsTick)>();
        var feeder = new Feeder(new Fields("x"));
        var builder = new TopologyBuilder();
        builder.SetSpout("1", feeder.CreateSpout);
        builder.SetBolt("2", () => new FunctionBolt((tuple, collector, _) =>
        {
            ticks.Add((tuple.SourceComponent, tuple.SourceStream, tuple.IsTick));
            collector.Ack(tuple);
        })).SetTickInterval(TimeSpan.FromSeconds(30)).ShuffleGrouping("1");
        using var topology = new SimulatedTopology(builder.Build());

        for (var expected = 1; expected <= 3; expected++)
        {
            topology.Advance(TimeSpan.FromSeconds(30));
            topology.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(expected, ticks.Count);
        }
        Assert.All(ticks, tick => Assert.Equal(("__system", "__tick", true), tick));
    }

    private static TopologySpec Build(Feeder feeder, Func<Bolt> bolt)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", feeder.CreateSpout);
        builder.SetBolt("2", bolt).GlobalGrouping("1");
        return builder.Build();
    }
}
