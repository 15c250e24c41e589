using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>What becomes of tracked tuples, as the spout sees it.</summary>
public class SpoutTrackingTests
{
    private readonly SpoutProbe _spout = new();
    private readonly BoltProbe _bolt = new();

    private TestTopology Start(TopologyConfig? config = null) => new TestTopology(
        builder =>
        {
            builder.SetSpout("s", _spout.Create);
            builder.SetBolt("b", _bolt.Create).ShuffleGrouping("s");
        },
        config).Start();

    [Fact]
    public void When_the_bolt_acks_Then_the_spout_gets_each_ack_once()
    {
        _spout.Track(1, 2, 3);
        using var topology = Start();

        Assert.Equal(["Ack 1", "Ack 2", "Ack 3"], _spout.Answers);
        Assert.Equal((3, 3, 0, 0), (topology.Counters("s").Tracked, topology.Counters("s").Acked, topology.Spout("s").Pending, topology.Counters("s").Failed));
    }

    [Fact]
    public void When_the_bolt_fails_a_tuple_Then_the_spout_learns_it_at_once_without_time_passing()
    {
        _bolt.Body = (bolt, tuple) => bolt.Collector.Fail(tuple);
        _spout.Track(7);
        using var topology = Start();

        Assert.Equal(["Fail 7 Failed"], _spout.Answers);
        Assert.Equal((1, 1), (topology.Counters("s").Failed, topology.Counters("b").Failed));
    }

    [Fact]
    public void When_a_tuple_is_untracked_Then_nothing_is_answered()
    {
        _spout.Feed.Enqueue((null, [1]));
        using var topology = Start();

        Assert.Equal(["1"], _bolt.Values);
        Assert.Empty(_spout.Answers);
        Assert.Equal(0, topology.Counters("s").Tracked);
    }

    [Fact]
    public void When_the_message_id_is_null_Then_the_tuple_is_tracked_all_the_same()
    {
        _spout.Feed.Enqueue((Value.Null, [1]));
        using var topology = Start();

        Assert.Equal(["Ack null"], _spout.Answers);
    }

    [Fact]
    public void When_nobody_subscribes_Then_the_tuple_is_acked_after_the_emit()
    {
        _spout.Declare = declarer =>
        {
            declarer.Declare(new Fields("v"));
            declarer.DeclareStream("other", new Fields("v"));
        };
        var acksInside = -1;
        _spout.OnExecute = spout =>
        {
            if (_spout.Executes != 1)
                return;
            spout.Collector.EmitToWithId("other", 5, 1);
            acksInside = _spout.Answers.Count();
        };
        using var topology = Start();

        Assert.Equal(0, acksInside);
        Assert.Equal(["Ack 5"], _spout.Answers);
        Assert.Equal(0, topology.Spout("s").Pending);
    }

    [Fact]
    public void When_a_replay_inside_Fail_goes_to_nobody_and_the_limit_is_one_Then_it_is_acked_too()
    {
        _spout.Declare = declarer =>
        {
            declarer.Declare(new Fields("v"));
            declarer.DeclareStream("other", new Fields("v"));
        };
        _bolt.Body = (bolt, tuple) => bolt.Collector.Fail(tuple);
        _spout.OnFail = (spout, _, _) => spout.Collector.EmitToWithId("other", 2, 2);
        _spout.Track(1);
        using var topology = Start(new TopologyConfig { MaxSpoutPending = 1 });

        Assert.Equal(["Fail 1 Failed", "Ack 2"], _spout.Answers);
    }

    [Fact]
    public void When_a_deactivated_spout_emits_to_nobody_inside_Fail_Then_it_is_acked_too()
    {
        _spout.Declare = declarer =>
        {
            declarer.Declare(new Fields("v"));
            declarer.DeclareStream("other", new Fields("v"));
        };
        StreamTuple? kept = null;
        _bolt.Body = (_, tuple) => kept = tuple;
        _spout.OnFail = (spout, _, _) => spout.Collector.EmitToWithId("other", 2, 2);
        _spout.Track(1);
        using var topology = Start();
        topology.Deactivate();

        _bolt.Last.Context.Post(() => _bolt.Last.Collector.Fail(kept!.Value));
        topology.Run();

        Assert.Equal(["Fail 1 Failed", "Ack 2"], _spout.Answers);
    }

    [Fact]
    public void When_there_are_no_ackers_Then_the_ack_comes_inside_the_emit()
    {
        var order = new List<string>();
        _spout.OnAck = (_, id) => order.Add($"ack {id}");
        _spout.OnExecute = spout =>
        {
            if (_spout.Executes != 1)
                return;
            spout.Collector.EmitWithId(1, 10);
            order.Add("emitted");
        };
        _bolt.Body = (bolt, tuple) => bolt.Collector.Fail(tuple);
        using var topology = Start(new TopologyConfig { AckerExecutors = 0 });

        Assert.Equal(["ack 1", "emitted"], order);
        Assert.Equal(["Ack 1"], _spout.Answers);
        Assert.Equal((1, 1, 0), (topology.Counters("s").Tracked, topology.Counters("s").Acked, topology.Counters("s").Failed));
    }

    [Fact]
    public void When_a_grouping_throws_and_the_spout_catches_Then_nothing_stays_pending()
    {
        var caught = 0;
        _spout.OnExecute = spout =>
        {
            try
            {
                if (_spout.Executes == 1)
                    spout.Collector.EmitWithId(1, Value.From(new object()));
            }
            catch (ArgumentException)
            {
                caught++;
            }
        };
        using var topology = new TestTopology(builder =>
        {
            builder.SetSpout("s", _spout.Create);
            builder.SetBolt("b", _bolt.Create, 2).FieldsGrouping("s", new Fields("v"));
        }).Start();

        Assert.Equal((1, 0L, 0L, 0L), (caught, topology.Spout("s").Pending, topology.Counters("s").Tracked, topology.Counters("s").Emitted));
    }

    [Fact]
    public void When_several_ackers_share_the_work_Then_every_tuple_is_answered_once()
    {
        _bolt.Body = (bolt, tuple) =>
        {
            if (tuple.GetInt32(0) % 3 == 0)
                bolt.Collector.Fail(tuple);
            else
                bolt.Collector.Ack(tuple);
        };
        _spout.Track([.. Enumerable.Range(0, 1000)]);
        using var topology = Start(new TopologyConfig { AckerExecutors = 3 });

        var expected = Enumerable.Range(0, 1000).Select(i => i % 3 == 0 ? $"Fail {i} Failed" : $"Ack {i}");
        Assert.Equal(expected.Order(), _spout.Answers.Order());
    }

    [Fact]
    public void When_the_spout_emits_to_all_tasks_Then_one_ack_comes_after_the_last_of_them()
    {
        var kept = new List<StreamTuple>();
        _bolt.Body = (_, tuple) => kept.Add(tuple);
        _spout.Track(1);
        using var topology = new TestTopology(builder =>
        {
            builder.SetSpout("s", _spout.Create);
            builder.SetBolt("b", _bolt.Create, 1).SetNumTasks(4).AllGrouping("s");
        }).Start();
        for (var i = 0; i < 4; i++)
        {
            Assert.Empty(_spout.Answers);
            var tuple = kept[i];
            _bolt.Last.Context.Post(() => _bolt.Last.Collector.Ack(tuple));
            topology.Run();
        }

        Assert.Equal(["Ack 1"], _spout.Answers);
    }
}
