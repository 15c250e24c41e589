using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>A topology over several engines: spout "s" in worker 0, bolt "b" in worker 1, bolt "c" in worker 0 unless a test says otherwise.</summary>
public class DistributionTests
{
    private readonly SpoutProbe _spout = new();
    private readonly BoltProbe _bolt = new()
    {
        Declare = declarer => declarer.Declare(new Fields("v")),
        Body = (bolt, tuple) =>
        {
            bolt.Collector.Emit(tuple, tuple[0]);
            bolt.Collector.Ack(tuple);
        },
    };

    private readonly BoltProbe _sink = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void When_tuples_cross_between_workers_Then_each_arrives_once_in_order_and_is_acked(int ackers)
    {
        _spout.Track([.. Enumerable.Range(1, 1000)]);
        using var workers = Workers(new TopologyConfig { AckerExecutors = ackers });

        workers.Start().Settle();

        Assert.Equal(Enumerable.Range(1, 1000).Select(i => $"{i}"), _sink.Values);
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => $"Ack {i}").Order(), _spout.Answers.Order());
        Assert.True(workers.IsQuiet);
    }

    [Fact]
    public void When_a_tree_fails_over_there_Then_the_spout_hears_of_it()
    {
        _sink.Body = (bolt, tuple) => bolt.Collector.Fail(tuple);
        _spout.Track(1, 2);
        using var workers = Workers();

        workers.Start();

        Assert.Equal(["Fail 1 Failed", "Fail 2 Failed"], _spout.Answers.Order());
    }

    [Fact]
    public void When_the_receiver_does_not_consume_Then_the_sender_stops_at_the_window()
    {
        _spout.Track([.. Enumerable.Range(1, 9000)]);
        using var workers = Workers(new TopologyConfig { CreditWindow = 600, MaxSpoutPending = null });
        workers.Start(workers.Engines[0].Executors);
        workers.Engines[0].SetActive(true, () => { });
        workers.Run(); // worker 1 is not started: its inbox is not consumed

        Assert.InRange(workers.Engines[1].Executors.OfType<BoltExecutor>().Single().Queued, 8 * 600, 8 * 600 + 256); // eight windows to another worker
        Assert.False(workers.IsQuiet);

        workers.Start(workers.Engines[1].Executors);
        workers.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(9000, _sink.Received.Count);
        Assert.Equal(9000, _spout.Answers.Count(answer => answer.StartsWith("Ack", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(300_000_000)]
    [InlineData(int.MaxValue)]
    public void When_the_window_is_of_any_size_Then_everything_arrives(int window)
    {
        _spout.Track([.. Enumerable.Range(1, 5000)]);
        using var workers = Workers(new TopologyConfig { CreditWindow = window, MaxSpoutPending = null });

        workers.Start();
        workers.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(5000, _sink.Received.Count);
        Assert.Equal(5000, _spout.Answers.Count(answer => answer.StartsWith("Ack", StringComparison.Ordinal)));
    }

    [Fact]
    public void When_little_was_consumed_Then_the_credit_for_it_goes_back_together_a_moment_later()
    {
        using var workers = Workers(new TopologyConfig { CreditWindow = 4096, AckerExecutors = 0 });
        workers.Start();
        for (var i = 0; i < 100; i++)
        {
            _spout.Feed.Enqueue((null, [i]));
            workers.Advance(TimeSpan.FromMicroseconds(50)); // 5 ms in all
        }
        Assert.Equal(100, _bolt.Received.Count);
        Assert.Equal(0, workers.Link(1, 0).CreditMessages);

        workers.Settle();

        Assert.Equal(1, workers.Link(1, 0).CreditMessages);
        Assert.True(workers.IsQuiet);
    }

    [Fact]
    public void When_much_was_consumed_Then_the_credit_for_a_quarter_of_its_windows_goes_back_at_once()
    {
        for (var i = 0; i < 4096; i++)
            _spout.Feed.Enqueue((null, [i]));
        using var workers = Workers(new TopologyConfig { CreditWindow = 1024, AckerExecutors = 0 });

        workers.Start(); // no time passes

        Assert.Equal(2, workers.Link(1, 0).CreditMessages);
        Assert.True(workers.Engines[0].IsQuiet);
    }

    [Fact]
    public void When_an_executor_stops_while_its_tuples_are_on_the_way_Then_the_worker_it_leaves_does_not_wait_for_their_credit()
    {
        _spout.Feed.Enqueue((null, [1]));
        using var workers = Workers(new TopologyConfig { AckerExecutors = 0 });
        workers.Start(workers.Engines[0].Executors);
        workers.Engines[0].SetActive(true, () => { });
        workers.Run(); // worker 1 has not started
        Assert.False(workers.Engines[0].IsQuiet);

        workers.Engines[0].Executors.OfType<SpoutExecutor>().Single().Stop(cleanup: false);
        workers.Run();

        Assert.True(workers.Engines[0].IsQuiet);
    }

    [Fact]
    public void When_an_executor_stops_Then_it_gives_back_the_credit_it_has_kept()
    {
        _spout.Feed.Enqueue((null, [1]));
        using var workers = Workers(new TopologyConfig { AckerExecutors = 0 });
        workers.Start();
        Assert.False(workers.Engines[0].IsQuiet);

        workers.Engines[1].Executors.OfType<BoltExecutor>().Single().Stop(cleanup: false);
        workers.Run();

        Assert.True(workers.Engines[0].IsQuiet);
    }

    [Fact]
    public void When_tuples_come_one_by_one_Then_another_worker_gets_one_message_a_millisecond()
    {
        using var workers = Workers(new TopologyConfig { AckerExecutors = 0 });
        workers.Start();
        workers.Settle();
        var before = workers.Link(0, 1).TupleMessages;

        for (var i = 0; i < 50; i++)
        {
            _spout.Feed.Enqueue((null, [i]));
            workers.Engines[0].Executors.OfType<SpoutExecutor>().Single().Wake();
            workers.Advance(TimeSpan.FromMicroseconds(100)); // 5 ms in all
        }

        Assert.InRange(workers.Link(0, 1).TupleMessages - before, 5, 6);
        workers.Settle();
        Assert.Equal(50, _bolt.Received.Count);
    }

    [Fact]
    public void When_nothing_was_sent_in_this_millisecond_Then_a_lone_tuple_goes_at_once()
    {
        using var workers = Workers(new TopologyConfig { AckerExecutors = 0 });
        workers.Start();
        workers.Settle();
        _spout.Feed.Enqueue((null, [1]));
        workers.Engines[0].Executors.OfType<SpoutExecutor>().Single().Wake();

        workers.Run(); // no time passes

        Assert.Single(_bolt.Received);
    }

    [Fact]
    public void When_a_source_ends_Then_every_worker_is_quiet_and_nothing_begins_any_more()
    {
        _spout.OnExecute = spout =>
        {
            if (spout.Executes == 1)
                spout.Collector.EmitWithId(1, 1);
            else
                spout.Collector.Complete();
        };
        using var workers = Workers();

        workers.Start().Settle();

        Assert.True(workers.Engines.All(engine => engine.AreSourcesDone && engine.IsQuiet));
        var begun = workers.Engines.Sum(engine => engine.Begun);
        workers.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(begun, workers.Engines.Sum(engine => engine.Begun));
    }

    [Fact]
    public void When_a_tuple_is_on_its_way_Then_the_sender_is_not_quiet()
    {
        _spout.Feed.Enqueue((null, [1]));
        using var workers = Workers();
        foreach (var engine in workers.Engines)
            workers.Start(engine.Executors);
        workers.Engines[0].SetActive(true, () => { });

        workers.Scheduler.RunAll(); // without letting anything arrive

        Assert.Equal(1, workers.Link(0, 1).Waiting);
        Assert.False(workers.Engines[0].IsQuiet);
        Assert.True(workers.Engines[1].IsQuiet);
    }

    [Fact]
    public void When_a_value_cannot_be_sent_Then_its_tree_fails_and_all_others_go_on()
    {
        _spout.Track([.. Enumerable.Range(1, 10)]);
        using var workers = Workers();
        workers.Link(0, 1).CannotEncode = tuple => tuple[0] == 3;
        workers.Link(0, 1).CannotDecode = tuple => tuple[0] == 5;

        workers.Start();

        Assert.Equal(["Fail 3 Failed", "Fail 5 Failed"], _spout.Answers.Where(answer => answer.StartsWith("Fail", StringComparison.Ordinal)).Order());
        Assert.Equal(8, _sink.Received.Count);
        Assert.Equal("cannot be encoded", Assert.Single(workers.Engines[0].Errors.ToList()).Message);
        Assert.Equal("cannot be decoded", Assert.Single(workers.Engines[1].Errors.ToList()).Message);
        workers.Settle();
        Assert.True(workers.IsQuiet);
    }

    [Fact]
    public void When_every_value_of_a_batch_cannot_be_sent_Then_nothing_stays_in_flight()
    {
        _spout.Track(1, 2, 3);
        using var workers = Workers();
        workers.Link(0, 1).CannotEncode = _ => true;

        workers.Start();

        Assert.Equal(3, _spout.Answers.Count(answer => answer.EndsWith("Failed", StringComparison.Ordinal)));
        Assert.True(workers.IsQuiet);
    }

    [Fact]
    public void When_a_bolt_resets_the_time_out_of_a_tree_of_another_worker_Then_it_lives_longer()
    {
        StreamTuple held = default;
        _bolt.Body = (_, tuple) => held = tuple;
        _spout.Track(1);
        using var workers = Workers(new TopologyConfig { MessageTimeout = TimeSpan.FromSeconds(10) });
        workers.Start();

        workers.Advance(TimeSpan.FromSeconds(8));
        _bolt.Last.Context.Post(() => _bolt.Last.Collector.ResetTimeout(held));
        workers.Advance(TimeSpan.FromSeconds(8));

        Assert.Empty(_spout.Answers);
        workers.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(["Fail 1 TimedOut"], _spout.Answers);
    }

    [Fact]
    public void When_tasks_ask_who_is_in_their_worker_Then_they_see_only_those()
    {
        using var workers = Workers();

        workers.Start();

        Assert.Equal([_bolt.Last.Context.ThisTaskId], _bolt.Last.Context.WorkerTasks);
        Assert.Equal(2, _sink.Last.Context.WorkerTasks.Count);
    }

    private TestWorkers Workers(TopologyConfig? config = null) => new(
        builder =>
        {
            builder.SetSpout("s", _spout.Create);
            builder.SetBolt("b", _bolt.Create).ShuffleGrouping("s");
            builder.SetBolt("c", _sink.Create).ShuffleGrouping("b");
        },
        workers: 2,
        workerOf: (component, _) => component == "b" ? 1 : 0,
        config);
}
