using CsCheck;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>The order of tuples between two tasks, whatever the pressure.</summary>
public class OrderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(4096)]
    public void When_the_receiver_is_slower_than_the_sender_Then_tuples_arrive_in_order_and_none_is_lost(int window)
    {
        using var chain = new Chain { Config = new TopologyConfig { CreditWindow = window } };
        chain.Bolt.Body = (bolt, tuple) =>
        {
            for (var i = 0; i < 5; i++)
                bolt.Collector.Emit(tuple.GetInt32(0) * 5 + i);
            bolt.Collector.Ack(tuple);
        };
        var all = 0;
        chain.Sink.Body = (bolt, tuple) =>
        {
            if (all++ % 3 == 0)
                chain.Topology.Pass(TimeSpan.FromMilliseconds(1));
            bolt.Collector.Ack(tuple);
        };
        chain.Spout.Track([.. Enumerable.Range(0, 2000)]);
        chain.Start();
        chain.Topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => i.ToString()), chain.Sink.Values);
        Assert.Equal(2000, chain.Spout.Answers.Count());
    }

    [Fact]
    public void When_credit_and_bursts_are_of_any_size_Then_every_pair_of_tasks_sees_its_tuples_in_order() => Gen
        .Select(Gen.Int[1, 300], Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[1, 600])
        .Sample(IsInOrder, iter: 60, threads: 1);

    [Fact]
    public void When_ten_tasks_share_a_receiving_executor_Then_every_tuple_reaches_the_task_it_was_sent_to()
    {
        using var chain = new Chain { Shape = bolt => bolt.SetNumTasks(10) };
        chain.Spout.Track([.. Enumerable.Range(0, 240)]);
        chain.Start();

        Assert.Equal(240, chain.Spout.Answers.Count());
        Assert.All(chain.Bolt.Received.GroupBy(entry => entry.Task), task => Assert.Equal(24, task.Count()));
        Assert.All(chain.Bolt.Received, entry => Assert.Equal(entry.Task, entry.Tuple.Batch.TaskOf(entry.Tuple.Index)));
    }

    private static void IsInOrder(int window, int spouts, int bolts, int burst)
    {
        var spout = new SpoutProbe("source", "number");
        var bolt = new BoltProbe();
        spout.OnExecute = it =>
        {
            for (var i = 0; i < burst && it.Executes <= 5; i++)
                it.Collector.Emit(it.Context.ThisTaskId, it.Executes * 1000 + i);
        };
        using var topology = new TestTopology(
            builder =>
            {
                builder.SetSpout("s", spout.Create, spouts);
                builder.SetBolt("b", bolt.Create, bolts).ShuffleGrouping("s");
            },
            new TopologyConfig { CreditWindow = window }).Start();
        topology.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(spouts * burst * 5, bolt.Received.Count);
        foreach (var pair in bolt.Received.GroupBy(entry => (entry.Task, entry.Tuple.GetInt32("source"))))
            Assert.Equal(pair.Select(entry => entry.Tuple.GetInt32("number")).Order(), pair.Select(entry => entry.Tuple.GetInt32("number")));
    }
}
