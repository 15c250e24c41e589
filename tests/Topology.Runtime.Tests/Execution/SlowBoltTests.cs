using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

public class SlowBoltTests
{
    [Fact]
    public void When_each_tuple_takes_longer_than_a_slice_Then_a_slice_executes_one()
    {
        using var chain = new Chain { Config = new TopologyConfig { MessageTimeout = TimeSpan.FromHours(1) } };
        var sliceOf = new List<int>();
        chain.Bolt.Body = (bolt, tuple) =>
        {
            bolt.Collector.Ack(tuple);
            sliceOf.Add(chain.Topology.Scheduler.Slices);
            chain.Topology.Pass(TimeSpan.FromMilliseconds(10));
        };
        chain.Spout.Track([.. Enumerable.Range(0, 10)]);
        chain.Start();
        Assert.All(sliceOf.GroupBy(s => s), s => Assert.Single(s));
    }
}
