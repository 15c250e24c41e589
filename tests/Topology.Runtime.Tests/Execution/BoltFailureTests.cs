using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>A bolt throws: what is failed, what waits, and what the new instance gets.</summary>
public sealed class BoltFailureTests : IDisposable
{
    private readonly Chain _chain = new();

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void When_Execute_throws_Then_its_tuple_fails_at_once_and_outstanding_ones_are_restarted()
    {
        _chain.Bolt.Body = (_, tuple) => ThrowAt(3, tuple);
        _chain.Spout.Track(1, 2, 3);
        _chain.Start();

        Assert.Equal(["Fail 1 Restarted", "Fail 2 Restarted", "Fail 3 Failed"], _chain.Spout.Answers.Order());
        Assert.Equal(ExecutorPhase.Failed, _chain.Topology.Of("b").Phase);
        Assert.Equal((3, 3, 0), (_chain.Topology.Counters("b").Executed, _chain.Topology.Counters("b").Failed, _chain.Topology.Counters("b").Acked));
    }

    [Fact]
    public void When_Execute_throws_Then_tuples_behind_it_wait_and_are_executed_after_the_restart()
    {
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            ThrowAt(2, tuple);
            bolt.Collector.Ack(tuple);
        };
        _chain.Spout.Track(1, 2, 3, 4);
        _chain.Start();
        Assert.Equal(["1", "2"], _chain.Bolt.Values);
        Assert.Equal(["Ack 1", "Fail 2 Failed"], _chain.Spout.Answers);

        _chain.Topology.Restart("b");

        Assert.Equal(["1", "2", "3", "4"], _chain.Bolt.Values);
        Assert.Equal(["Ack 1", "Ack 3", "Ack 4", "Fail 2 Failed"], _chain.Spout.Answers.Order());
        Assert.Equal((2, 1), (_chain.Bolt.Instances.Count, _chain.Topology.Counters("b").Restarts));
        Assert.Equal(0, _chain.Topology.Bolt("b").Queued);
    }

    [Fact]
    public void When_a_tuple_was_acked_before_the_throw_Then_it_stays_acked()
    {
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            bolt.Collector.Ack(tuple);
            ThrowAt(1, tuple);
        };
        _chain.Spout.Track(1);
        _chain.Start();

        Assert.Equal(["Ack 1"], _chain.Spout.Answers);
        Assert.Equal((1, 0), (_chain.Topology.Counters("b").Acked, _chain.Topology.Counters("b").Failed));
    }

    [Fact]
    public void When_tuples_of_an_earlier_batch_are_outstanding_Then_they_are_restarted_too()
    {
        _chain.Bolt.Body = (_, tuple) => ThrowAt(2, tuple);
        _chain.Spout.Track(1);
        _chain.Start();

        _chain.Spout.Track(2);
        _chain.Spout.Instances[0].Collector.Wake();
        _chain.Topology.Run();

        Assert.Equal(["Fail 1 Restarted", "Fail 2 Failed"], _chain.Spout.Answers.Order());
    }

    [Fact]
    public void When_a_tick_throws_in_the_middle_of_a_batch_Then_the_tuples_executed_of_it_are_restarted_at_once()
    {
        _chain.Shape = bolt => bolt.SetTickInterval(TimeSpan.FromMilliseconds(2));
        _chain.Bolt.Body = (_, tuple) =>
        {
            if (tuple.IsTick)
                throw new InvalidDataException("tick");
            _chain.Topology.Pass(TimeSpan.FromMilliseconds(3)); // the slice ends in the middle of the batch
        };
        _chain.Spout.Track(1, 2, 3);
        _chain.Start();

        Assert.Equal(["Fail 1 Restarted"], _chain.Spout.Answers);
    }

    [Fact]
    public void When_a_posted_action_throws_in_the_middle_of_a_batch_Then_the_tuples_executed_of_it_are_restarted_at_once()
    {
        _chain.Bolt.Body = (bolt, _) =>
        {
            bolt.Context.Post(() => throw new InvalidDataException("posted"));
            _chain.Topology.Pass(TimeSpan.FromMilliseconds(3));
        };
        _chain.Spout.Track(1, 2);
        _chain.Start();
        Assert.Equal(["Fail 1 Restarted"], _chain.Spout.Answers);

        _chain.Bolt.Body = null;
        _chain.Topology.Restart("b");

        Assert.Equal(["Fail 1 Restarted", "Ack 2"], _chain.Spout.Answers);
    }

    [Fact]
    public void When_an_action_was_posted_by_an_instance_that_is_gone_Then_it_is_dropped()
    {
        var ran = 0;
        _chain.Bolt.Body = (bolt, tuple) => ThrowAt(1, tuple);
        _chain.Spout.Track(1);
        _chain.Start();
        var old = _chain.Bolt.Last;
        _chain.Topology.Restart("b");

        old.Context.Post(() => ran++);
        _chain.Bolt.Last.Context.Post(() => ran += 10);
        _chain.Topology.Run();

        Assert.Equal(10, ran);
    }

    [Fact]
    public void When_an_old_instance_acks_what_was_restarted_Then_it_throws_and_the_spout_hears_nothing_more()
    {
        StreamTuple kept = default;
        _chain.Bolt.Body = (_, tuple) =>
        {
            ThrowAt(2, tuple);
            kept = tuple;
        };
        _chain.Spout.Track(1, 2);
        _chain.Start();
        _chain.Topology.Restart("b");
        Exception? error = null;

        _chain.InBolt(bolt => error = Record.Exception(() => bolt.Collector.Ack(kept)));

        Assert.IsType<InvalidOperationException>(error);
        Assert.Equal(2, _chain.Spout.Answers.Count());
    }

    [Fact]
    public void When_Prepare_throws_Then_the_executor_fails_naming_the_task_and_can_be_started_again()
    {
        _chain.Shape = bolt => bolt.SetNumTasks(2);
        _chain.Bolt.OnPrepare = bolt =>
        {
            if (bolt.Context.ThisTaskIndex == 1 && _chain.Bolt.Instances.Count == 2)
                throw new InvalidDataException("no file\nsecond line");
        };
        _chain.Spout.Track(1);
        _chain.Start();

        Assert.Equal("Topology \"test\", component \"b\", task 2: InvalidDataException: no file\nsecond line", Assert.Single(_chain.Topology.Observer.Failures).Cause.Message);
        Assert.Empty(_chain.Spout.Answers);
        _chain.Topology.Restart("b");

        Assert.Equal(["Ack 1"], _chain.Spout.Answers);
        Assert.Equal(ExecutorPhase.Running, _chain.Topology.Of("b").Phase);
    }

    [Fact]
    public void When_the_factory_returns_null_Then_the_executor_fails_with_a_message()
    {
        using var topology = new TestTopology(builder =>
        {
            var calls = 0; // Build asks the factory once for the declared streams
            builder.SetSpout("s", _chain.Spout.Create);
            builder.SetBolt("b", () => calls++ == 0 ? new BoltProbe().Create() : null!).ShuffleGrouping("s");
        }).Start();

        Assert.Contains("The factory of bolt \"b\" returned no bolt", Assert.Single(topology.Observer.Failures).Cause.Message);
    }

    private static void ThrowAt(int value, StreamTuple tuple)
    {
        if (tuple.GetInt32(0) == value)
            throw new InvalidDataException($"bad {value}");
    }
}
