using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests.Behaviours;

/// <summary>A source tuple is acked when everything that came of it is, however it branched and was joined again.</summary>
public class AckTreeTests
{
    private readonly Feeder _feeder = new(new Fields("x"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void When_a_tuple_branches_and_is_joined_Then_it_is_acked_once_and_only_when_complete(int seed)
    {
        var builder = Source();
        builder.SetBolt("branch", () => new BranchBolt(2)).ShuffleGrouping("source");
        builder.SetBolt("copy", () => new IdentityBolt("number"), 2).ShuffleGrouping("branch");
        builder.SetBolt("join", () => new AggregateBolt(4)).GlobalGrouping("copy");
        builder.SetBolt("end", new Fields(), (_, _) => { }).ShuffleGrouping("join");
        using var topology = Run(builder, seed);

        Feed(topology, 1);
        Assert.Empty(_feeder.Acked); // half of what the join waits for
        Feed(topology, 2);

        Assert.Equal([1, 2], _feeder.Acked.Numbers().Order());
        Assert.Single(topology.Emitted("join"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void When_a_tuple_goes_three_ways_Then_the_slowest_decides(int seed)
    {
        var builder = Source();
        builder.SetBolt("one", () => new BranchBolt(1)).ShuffleGrouping("source");
        builder.SetBolt("four", () => new BranchBolt(4)).ShuffleGrouping("source");
        builder.SetBolt("none", () => new BranchBolt(0)).ShuffleGrouping("source");
        builder.SetBolt("join", () => new AggregateBolt(9)).ShuffleGrouping("one").ShuffleGrouping("four");
        using var topology = Run(builder, seed);

        Feed(topology, 1);
        Assert.Empty(_feeder.Acked); // five of nine
        Feed(topology, 2); // ten: one is left for the next round

        Assert.Single(topology.Emitted("join"));
        Assert.Single(_feeder.Acked);
        Assert.Equal(1, topology.Totals.Pending);
    }

    [Fact]
    public void When_the_branches_are_not_all_acked_Then_the_tree_times_out_and_others_do_not()
    {
        var builder = Source();
        builder.SetBolt("branch", () => new BranchBolt(2)).ShuffleGrouping("source");
        builder.SetBolt("every other", () => new AckEveryOtherBolt()).ShuffleGrouping("branch").ShuffleGrouping("single");
        builder.SetBolt("single", () => new BranchBolt(0)).ShuffleGrouping("source");
        using var topology = Run(builder, 1);

        Feed(topology, 1);
        topology.Advance(TimeSpan.FromSeconds(11));

        Assert.Empty(_feeder.Acked);
        Assert.Equal([(Value.From(1), FailReason.TimedOut)], _feeder.Failed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void When_what_a_bolt_emitted_fails_Then_its_input_fails_only_if_it_was_anchored(bool anchored)
    {
        var builder = Source();
        builder.SetBolt("emits", () => new FunctionBolt((tuple, collector, _) =>
        {
            if (anchored)
                collector.Emit(tuple, "child");
            else
                collector.Emit("child");
            collector.Ack(tuple);
        }, new Fields("x"))).ShuffleGrouping("source");
        builder.SetBolt("fails", new Fields(), (_, _) => throw new FailedException()).ShuffleGrouping("emits");
        using var topology = Run(builder, 1);

        Feed(topology, 1);

        Assert.Equal(anchored ? 1 : 0, _feeder.Failed.Count);
        Assert.Equal(anchored ? 0 : 1, _feeder.Acked.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [Trait("Behaviour", "T11")]
    public void When_an_emit_names_the_same_anchor_twice_Then_each_source_tuple_is_acked_once(int count)
    {
        var builder = Source();
        builder.SetBolt("twice", () => new FunctionBolt((tuple, collector, _) =>
        {
            collector.Emit([tuple, tuple], tuple[0]);
            collector.Ack(tuple);
        }, new Fields("x"))).ShuffleGrouping("source");
        builder.SetBolt("end", new Fields(), (_, _) => { }).ShuffleGrouping("twice");
        using var topology = Run(builder, 1);

        Feed(topology, [.. Enumerable.Range(0, count)]);

        Assert.Equal(Enumerable.Range(0, count), _feeder.Acked.Numbers());
    }

    private TopologyBuilder Source()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", _feeder.CreateSpout);
        return builder;
    }

    private static SimulatedTopology Run(TopologyBuilder builder, int seed) =>
        new(builder.Build(), new TopologyConfig { MessageTimeout = TimeSpan.FromSeconds(10) }, new SimulationOptions { Seed = seed });

    private void Feed(SimulatedTopology topology, params int[] ids)
    {
        foreach (var id in ids)
            _feeder.Feed(id, "x");
        topology.RunUntilIdle();
    }
}
