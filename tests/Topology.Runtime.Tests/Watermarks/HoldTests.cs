using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Watermarks;

/// <summary>Inputs that a bolt holds for a long time.</summary>
public class HoldTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TimedChain _chain = new() { IsTracked = true };
    private readonly List<StreamTuple> _held = [];

    public HoldTests()
    {
        _chain.Bolt.OnTuple = (bolt, tuple) =>
        {
            bolt.Collector.Hold(tuple);
            _held.Add(tuple);
        };
        _chain.Emit(TimedChain.At(1));
        _chain.Emit(TimedChain.At(2));
    }

    [Fact]
    public void When_an_input_is_held_for_an_hour_Then_a_time_out_of_30_seconds_does_not_fail_it()
    {
        var topology = _chain.Start();

        topology.Advance(Hour);
        Assert.Empty(_chain.Spout.Answers);
        AckAll(topology);

        Assert.Equal(["Ack 0", "Ack 1"], _chain.Spout.Answers);
        Assert.Equal((0, 2), (topology.Counters("s").TimedOut, topology.Counters("s").Acked));
    }

    [Fact]
    public void When_an_input_is_not_held_Then_it_times_out()
    {
        _chain.Bolt.OnTuple = (_, _) => { };
        var topology = _chain.Start();

        topology.Advance(Hour);

        Assert.Equal(["Fail 0 TimedOut", "Fail 1 TimedOut"], _chain.Spout.Answers);
    }

    [Fact]
    public void When_inputs_are_held_Then_they_do_not_count_toward_the_limit_of_pending_ones()
    {
        _chain.Config = new TopologyConfig { MaxSpoutPending = 1 };
        var topology = _chain.Start();

        topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, _held.Count);
        Assert.Equal(2, topology.Spout("s").Pending);
    }

    [Fact]
    public void When_the_holder_fails_Then_what_it_held_fails_as_restarted()
    {
        var topology = _chain.Start();
        topology.Advance(Hour);

        topology.Of("b").Crash(new InvalidOperationException("crash"));
        topology.Run();

        Assert.Equal(["Fail 0 Restarted", "Fail 1 Restarted"], _chain.Spout.Answers);
    }

    [Fact]
    public void When_the_holder_of_many_fails_after_a_long_time_Then_all_of_them_fail()
    {
        var topology = _chain.Start();
        for (var i = 3; i <= 400; i++) // each in a batch of its own
        {
            _chain.Emit(TimedChain.At(i));
            topology.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal(400, _held.Count);

        topology.Of("b").Crash(new InvalidOperationException("crash"));
        topology.Run();

        Assert.Equal(Enumerable.Range(0, 400).Select(id => $"Fail {id} Restarted"), _chain.Spout.Answers);
    }

    [Fact]
    public void When_a_link_to_another_worker_was_lost_Then_held_ones_fail_too()
    {
        var topology = _chain.Start();

        topology.Spout("s").FailPending(FailReason.Restarted);
        topology.Run();

        Assert.Equal(2, _chain.Spout.Answers.Count());
        Assert.Equal(0, topology.Spout("s").Pending);
    }

    [Fact]
    public void When_only_held_inputs_are_left_Then_the_end_is_told_and_the_topology_waits_for_them()
    {
        var topology = _chain.Start();
        _chain.OnEmpty = spout => spout.Collector.Complete();

        topology.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["tuple 1", "tuple 2", "watermark 2", "end"], _chain.Bolt.Log);
        Assert.Equal(0, topology.Observer.DrainedCount);
        AckAll(topology);

        Assert.Equal(1, topology.Observer.DrainedCount);
    }

    [Fact]
    public void When_an_input_that_is_not_held_is_pending_Then_the_end_waits_for_it()
    {
        _chain.Bolt.OnTuple = (bolt, tuple) =>
        {
            _held.Add(tuple);
            if (_held.Count > 1)
                bolt.Collector.Hold(tuple);
        };
        var topology = _chain.Start();
        _chain.OnEmpty = spout => spout.Collector.Complete();
        topology.Advance(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("end", _chain.Bolt.Log);

        AckAll(topology);

        Assert.Contains("end", _chain.Bolt.Log);
    }

    [Fact]
    public void When_an_input_was_acked_Then_it_cannot_be_held()
    {
        _chain.Bolt.OnTuple = (bolt, tuple) =>
        {
            bolt.Collector.Ack(tuple);
            bolt.Collector.Hold(tuple);
        };

        var topology = _chain.Start();

        Assert.Contains("held s:default", topology.Observer.Failures[0].Cause.Message);
    }

    public void Dispose() => _chain.Dispose();

    private void AckAll(TestTopology topology)
    {
        _chain.Bolt.Last.Context.Post(() => _held.ForEach(_chain.Bolt.Last.Collector.Ack));
        topology.Run();
    }
}
