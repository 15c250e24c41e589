using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Time-outs of tracked tuples, as the spout sees them.</summary>
public class TimeoutTests
{
    private static readonly TopologyConfig Config = new() { MessageTimeout = TimeSpan.FromSeconds(10) };

    private readonly SpoutProbe _spout = new();
    private readonly BoltProbe _bolt = new();

    [Fact]
    public void When_one_of_three_tuples_is_never_acked_Then_it_alone_times_out_and_not_before_its_time()
    {
        var seen = 0;
        _bolt.Body = (bolt, tuple) =>
        {
            if (seen++ % 2 == 0)
                bolt.Collector.Ack(tuple);
        };
        _spout.Track(1, 2, 3);
        using var topology = Start();
        topology.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(["Ack 1", "Ack 3"], _spout.Answers);

        topology.Advance(TimeSpan.FromSeconds(12));

        Assert.Equal(["Ack 1", "Ack 3", "Fail 2 TimedOut"], _spout.Answers);
        Assert.Equal((3, 2, 0, 1), (topology.Counters("s").Tracked, topology.Counters("s").Acked, topology.Counters("s").Failed, topology.Counters("s").TimedOut));
    }

    [Fact]
    public void When_five_tasks_share_an_executor_Then_no_tuple_of_any_times_out_early_and_each_does_once()
    {
        _bolt.Body = (_, _) => { };
        _spout.OnExecute = spout =>
        {
            if (spout.Executes == 1)
                spout.Collector.EmitWithId(spout.Context.ThisTaskIndex, 1);
        };
        using var topology = Start(spoutTasks: 5);
        topology.Advance(TimeSpan.FromSeconds(9.99));
        Assert.Empty(_spout.Answers);

        topology.Advance(TimeSpan.FromSeconds(1.01));

        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"Fail {i} TimedOut"), _spout.Answers);
        topology.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(5, _spout.Answers.Count());
    }

    [Fact]
    public void When_a_bolt_resets_the_time_out_Then_that_tuple_lives_on_and_others_do_not()
    {
        // Kept: the first. The second is never acked. Each later one resets the time-out of the first.
        StreamTuple first = default;
        _bolt.Body = (bolt, tuple) =>
        {
            var id = tuple.GetInt32(0);
            if (id == 1)
                first = tuple;
            else if (id < 5)
                bolt.Collector.ResetTimeout(first);
            else
                bolt.Collector.Ack(first);
            if (id > 2)
                bolt.Collector.Ack(tuple);
        };
        using var topology = Start();
        Feed(topology, 1, 2);
        topology.Advance(TimeSpan.FromSeconds(9));
        Feed(topology, 3);
        topology.Advance(TimeSpan.FromSeconds(9));
        Feed(topology, 4);
        topology.Advance(TimeSpan.FromSeconds(9));
        Feed(topology, 5);

        Assert.Equal(["Ack 3", "Fail 2 TimedOut", "Ack 4", "Ack 1", "Ack 5"], _spout.Answers.Take(3).Concat(_spout.Answers.Skip(3).Order()));
    }

    [Fact]
    public void When_a_tuple_is_acked_after_its_time_out_Then_the_spout_hears_nothing_more()
    {
        StreamTuple kept = default;
        _bolt.Body = (_, tuple) => kept = tuple;
        _spout.Track(1);
        using var topology = Start();
        topology.Advance(TimeSpan.FromSeconds(12));

        _bolt.Last.Context.Post(() => _bolt.Last.Collector.Ack(kept));
        topology.Run();

        Assert.Equal(["Fail 1 TimedOut"], _spout.Answers);
        Assert.Equal(0, topology.Spout("s").Pending);
    }

    private void Feed(TestTopology topology, params int[] ids)
    {
        _spout.Track(ids);
        topology.Spout("s").Wake();
        topology.Run();
    }

    private TestTopology Start(int spoutTasks = 1) => new TestTopology(
        builder =>
        {
            builder.SetSpout("s", _spout.Create).SetNumTasks(spoutTasks);
            builder.SetBolt("b", _bolt.Create).GlobalGrouping("s");
        },
        Config).Start();
}
