using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Watermarks;

/// <summary>Spout "s" with event time → bolt "b", which holds its inputs → bolt "c". What "b" has lost by a restart is not late when it comes again.</summary>
public class ReplayTests : IDisposable
{
    private readonly TimedChain _chain = new() { IsTracked = true };
    private readonly List<StreamTuple> _held = [];

    public ReplayTests()
    {
        _chain.Bolt.OnTuple = (bolt, tuple) =>
        {
            bolt.Collector.Hold(tuple);
            bolt.Collector.Emit(tuple, tuple[0]);
            _held.Add(tuple);
        };
        _chain.Emit(TimedChain.At(1));
        _chain.Emit(TimedChain.At(2));
    }

    [Fact]
    public void When_it_fails_while_it_is_told_of_a_watermark_Then_the_new_instance_is_told_after_the_replays()
    {
        Replay();
        var topology = _chain.Start();
        _chain.Bolt.OnWatermark = (_, _) => throw new InvalidOperationException("no room");
        _chain.Emit(TimedChain.At(9));
        topology.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal("watermark 9", _chain.Bolt.Log[^1]);
        _chain.Bolt.OnWatermark = null;

        topology.Restart("b");
        topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["tuple 1", "tuple 2", "watermark 2", "tuple 9", "watermark 9", "tuple 1", "tuple 2", "tuple 9", "watermark 9"], _chain.Bolt.Log);
        Assert.Equal(["tuple 1", "tuple 2", "watermark 2", "tuple 9", "tuple 1", "tuple 2", "tuple 9", "watermark 9"], _chain.Sink.Log);
    }

    [Fact]
    public void When_newer_tuples_come_before_the_replays_Then_their_watermark_waits_too()
    {
        var topology = Crash(_chain.Start());
        _chain.Emit(TimedChain.At(9));
        topology.Restart("b");
        topology.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(["tuple 1", "tuple 2", "watermark 2", "tuple 9"], _chain.Bolt.Log);

        _chain.EmitAgain(0);
        topology.Advance(TimeSpan.FromMilliseconds(51));

        Assert.Equal(["tuple 1", "tuple 2", "watermark 2", "tuple 9", "tuple 1", "watermark 9"], _chain.Bolt.Log);
    }

    [Fact]
    public void When_the_input_has_ended_Then_the_end_is_told_after_the_replays()
    {
        Replay();
        _chain.OnEmpty = spout => spout.Collector.Complete();
        var topology = _chain.Start();
        topology.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("end", _chain.Bolt.Log[^1]);
        Crash(topology);
        topology.Advance(TimeSpan.FromSeconds(1));

        topology.Restart("b");
        topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["tuple 1", "tuple 2", "watermark 2", "end", "tuple 1", "tuple 2", "watermark 2", "end"], _chain.Bolt.Log);
        Assert.Equal(["tuple 1", "tuple 2", "watermark 2", "end", "tuple 1", "tuple 2"], _chain.Sink.Log); // it is told things once
        Assert.Equal(0, topology.Observer.DrainedCount);
        _chain.Bolt.Last.Context.Post(() => _held.TakeLast(2).ToList().ForEach(_chain.Bolt.Last.Collector.Ack));
        topology.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, topology.Observer.DrainedCount);
    }

    [Fact]
    public void When_the_spout_does_not_emit_again_Then_the_watermark_is_told_a_moment_later()
    {
        var topology = Crash(_chain.Start());

        topology.Restart("b");
        Assert.Equal(DateTime.MinValue, _chain.Bolt.Last.Context.CurrentWatermark ?? DateTime.MinValue);
        topology.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(["tuple 1", "tuple 2", "watermark 2"], _chain.Bolt.Log);
        topology.Advance(TimeSpan.FromMilliseconds(2));

        Assert.Equal(["tuple 1", "tuple 2", "watermark 2", "watermark 2"], _chain.Bolt.Log);
        Assert.Equal(TimedChain.At(2).AddTicks(-1), _chain.Bolt.Last.Context.CurrentWatermark);
    }

    [Fact]
    public void When_the_spout_never_hears_of_a_loss_Then_the_watermark_is_told_all_the_same()
    {
        var topology = _chain.Start();
        topology.Spout("s").FailPending(FailReason.Failed); // forgotten there, but not by the bolt
        Crash(topology);

        topology.Restart("b");
        topology.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal("tuple 2", _chain.Bolt.Log[^2]);
        topology.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(["tuple 1", "tuple 2", "watermark 2", "watermark 2"], _chain.Bolt.Log);
    }

    [Fact]
    public void When_nothing_is_lost_Then_the_new_instance_is_told_at_once()
    {
        _chain.Bolt.OnTuple = null; // acks
        var topology = Crash(_chain.Start());

        topology.Restart("b");

        Assert.Equal(["tuple 1", "tuple 2", "watermark 2", "watermark 2"], _chain.Bolt.Log);
    }

    [Fact]
    public void When_it_fails_again_while_the_spout_replays_Then_it_is_told_of_the_replay_again()
    {
        var topology = Crash(_chain.Start());
        topology.Restart("b");
        topology.Advance(TimeSpan.FromMilliseconds(50));
        _chain.Emit(TimedChain.At(3));
        topology.Advance(TimeSpan.FromMilliseconds(10));
        Crash(topology);

        topology.Restart("b");
        topology.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(["tuple 1", "tuple 2", "watermark 2", "tuple 3"], _chain.Bolt.Log);
        topology.Advance(TimeSpan.FromMilliseconds(2)); // not the 5 s of a spout that says nothing

        Assert.Equal(["tuple 1", "tuple 2", "watermark 2", "tuple 3", "watermark 3"], _chain.Bolt.Log);
    }

    [Fact]
    public void When_a_source_without_event_time_has_replayed_Then_watermarks_go_on()
    {
        _chain.HasUntimedSource = true;
        Replay();
        var topology = _chain.Start();
        _chain.EmitUntimed(7);
        topology.Advance(TimeSpan.FromSeconds(1));
        Crash(topology);

        topology.Restart("b");
        topology.Advance(TimeSpan.FromSeconds(1));
        _chain.Emit(TimedChain.At(9));
        topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("watermark 9", _chain.Bolt.Log[^1]);
        Assert.Equal(2, _chain.Bolt.Log.Count(entry => entry == "tuple ?"));
    }

    [Fact]
    public void When_the_source_has_an_idle_time_out_Then_nobody_spins_while_replays_are_awaited()
    {
        _chain.Declare = spout => spout.WithEventTime("time", WatermarkStrategy.Monotonic().WithIdleTimeout(TimeSpan.FromSeconds(1)));
        _chain.ShapeBolt = bolt => bolt.WithEventTime("time", WatermarkStrategy.Monotonic().WithIdleTimeout(TimeSpan.FromSeconds(1)));
        var topology = _chain.Start();
        topology.Spout("s").FailPending(FailReason.Failed);
        Crash(topology);
        topology.Restart("b");
        var before = topology.Scheduler.Slices;

        topology.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal("watermark 2", _chain.Bolt.Log[^1]);
        Assert.InRange(topology.Scheduler.Slices - before, 1, 10_000); // the idle spout is asked each millisecond or so
    }

    [Fact]
    public void When_the_topology_stops_while_replays_are_awaited_Then_nothing_is_left()
    {
        var topology = Crash(_chain.Start());
        topology.Restart("b");

        foreach (var executor in topology.Engine.Executors)
            executor.Stop(cleanup: true);
        topology.Run();

        Assert.Equal(0, topology.Observer.DrainedCount);
        Assert.True(topology.Engine.IsQuiet);
    }

    public void Dispose() => _chain.Dispose();

    /// <summary>What fails is emitted again, under its own id.</summary>
    private void Replay() => _chain.Spout.OnFail = (_, id, _) => _chain.EmitAgain(id);

    private static TestTopology Crash(TestTopology topology)
    {
        topology.Of("b").Crash(new InvalidOperationException("crash"));
        topology.Run();
        return topology;
    }
}
