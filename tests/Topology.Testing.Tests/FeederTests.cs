using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests;

/// <summary>The source fed by hand.</summary>
public class FeederTests
{
    private readonly Feeder _feeder = new(new Fields("verb"));

    [Fact]
    public void When_tuples_are_acked_failed_or_forgotten_Then_the_ids_and_reasons_are_told_in_order()
    {
        using var topology = new SimulatedTopology(Build(), new TopologyConfig { MessageTimeout = TimeSpan.FromSeconds(10) });
        _feeder.Feed("one", "ack");
        _feeder.Feed("two", "fail");
        _feeder.Feed("three", "forget");
        _feeder.Feed("four", "ack");

        topology.RunUntilIdle();
        Assert.Equal(["one", "four"], _feeder.Acked.Select(id => id.AsString()));
        Assert.Equal([("two", FailReason.Failed)], Failed());

        topology.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal([("two", FailReason.Failed), ("three", FailReason.TimedOut)], Failed());
    }

    [Fact]
    public void When_a_tuple_is_untracked_Then_it_is_emitted_and_nothing_is_told()
    {
        using var topology = new SimulatedTopology(Build());
        _feeder.FeedUntracked("ack");

        topology.RunUntilIdle();

        Assert.Equal(["(ack)"], topology.Emitted("source").Texts());
        Assert.Empty(_feeder.Acked);
        Assert.Equal(0, topology.Totals.Tracked);
    }

    [Fact]
    public void When_it_is_completed_Then_the_topology_completes_after_what_was_fed()
    {
        using var topology = new SimulatedTopology(Build());
        _feeder.Feed(1, "ack");
        _feeder.Complete();

        topology.RunToCompletion();

        Assert.Equal([1], _feeder.Acked.Numbers());
    }

    [Fact]
    public void When_it_feeds_several_tasks_Then_each_tuple_is_emitted_once_and_answered_once()
    {
        using var topology = new SimulatedTopology(Build(tasks: 3));
        for (var i = 0; i < 100; i++)
            _feeder.Feed(i, "ack");
        _feeder.Complete();

        topology.RunToCompletion();

        Assert.Equal(100, topology.Emitted("source").Count);
        Assert.Equal(Enumerable.Range(0, 100), _feeder.Acked.Numbers().Order());
    }

    [Fact]
    public async Task When_several_threads_feed_Then_nothing_is_lost()
    {
        using var topology = new SimulatedTopology(Build());
        var feeding = Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 250; i++)
                _feeder.Feed((thread * 250) + i, "ack");
        }));
        await Task.WhenAll(feeding);

        topology.RunUntilIdle();

        Assert.Equal(Enumerable.Range(0, 1000), _feeder.Acked.Numbers().Order());
    }

    [Fact]
    public void When_the_spout_crashes_Then_what_was_fed_and_not_emitted_is_emitted_by_the_next_instance()
    {
        using var topology = new SimulatedTopology(Build());
        topology.RunUntilIdle();
        topology.Crash("source");
        topology.RunUntilIdle();
        _feeder.Feed(1, "ack");

        topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([1], _feeder.Acked.Numbers());
    }

    [Fact]
    public void When_the_number_of_values_is_wrong_Then_feeding_throws_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => _feeder.Feed(1, "ack", "too many"));

        Assert.StartsWith("2 values for 1 fields", error.Message, StringComparison.Ordinal);
    }

    private IEnumerable<(string Id, FailReason Reason)> Failed() => _feeder.Failed.Select(entry => (entry.Id.AsString(), entry.Reason));

    private TopologySpec Build(int tasks = 1)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", _feeder.CreateSpout, tasks);
        builder.SetBolt("bolt", () => new FunctionBolt((tuple, collector, _) =>
        {
            if (tuple.GetString(0) == "ack")
                collector.Ack(tuple);
            else if (tuple.GetString(0) == "fail")
                collector.Fail(tuple);
        })).ShuffleGrouping("source");
        return builder.Build();
    }
}
