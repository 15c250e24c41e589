using Topology.Engine;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Watermarks;

/// <summary>Spout "s" with event time → bolt "b" → bolt "c": what the bolts see of it.</summary>
public class EventTimeTests : IDisposable
{
    private readonly TimedChain _chain = new();

    [Fact]
    public void When_the_field_is_a_date_or_milliseconds_Then_it_is_the_event_time_here_and_downstream()
    {
        _chain.Emit(new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Unspecified));
        _chain.Emit(86_400_000L);
        _chain.Emit(1);

        _chain.Start();

        DateTime?[] expected = [new DateTime(2026, 1, 2), DateTime.UnixEpoch.AddDays(1), DateTime.UnixEpoch.AddMilliseconds(1)];
        Assert.Equal(expected, _chain.Bolt.Times);
        Assert.Equal(expected, _chain.Sink.Times);
    }

    [Fact]
    public void When_the_source_ends_Then_every_bolt_is_told_the_watermarks_and_the_end_behind_the_data()
    {
        _chain.Emit(At(10));
        _chain.Emit(At(20));
        var topology = _chain.Start();

        End(topology);

        string[] expected = ["tuple 10", "tuple 20", "watermark 20", "end"];
        Assert.Equal(expected, _chain.Bolt.Log);
        Assert.Equal(expected, _chain.Sink.Log);
        Assert.Equal(1, topology.Observer.DrainedCount);
        Assert.Equal(DateTime.MaxValue, _chain.Sink.Last.Context.CurrentWatermark);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("a String")]
    [InlineData("253402300800000, which is no date between the years 1 and 9999")]
    public void When_a_time_cannot_be_read_Then_the_tuple_goes_on_without_one_and_operators_are_told(string shown)
    {
        _chain.Emit(shown switch { "null" => Value.Null, "a String" => "noon", _ => 253_402_300_800_000 });
        _chain.Emit(At(5));

        var topology = _chain.Start();

        Assert.Equal([null, At(5)], _chain.Sink.Times);
        Assert.Equal(1, topology.Counters("s").Untimed);
        Assert.Equal(
            $"Component \"s\", stream \"default\": field \"time\" is to hold the event time, a DateTime or milliseconds since 1970 in an integer, but holds {shown}. "
            + "The tuple was sent without event time. Emit another value, or put tuples without a time into a stream that has no such field.",
            Assert.Single(topology.Engine.Errors.ToList()).Message);
    }

    [Fact]
    public void When_the_event_time_function_throws_Then_the_tuple_goes_on_without_one()
    {
        _chain.Declare = spout => spout.WithEventTime(values => values[0].AsDateTime());
        _chain.Emit("noon");
        _chain.Emit(At(5));

        var topology = _chain.Start();

        Assert.Equal([null, At(5)], _chain.Sink.Times);
        Assert.Equal(1, topology.Counters("s").Untimed);
    }

    [Fact]
    public void When_the_event_time_function_says_nothing_Then_the_tuple_has_none_and_that_is_no_error()
    {
        _chain.Declare = spout => spout.WithEventTime(_ => default);
        _chain.Emit(At(5));

        var topology = _chain.Start();

        Assert.Equal([null], _chain.Sink.Times);
        Assert.Equal(0, topology.Counters("s").Untimed);
        Assert.Empty(topology.Engine.Errors.ToList());
    }

    [Fact]
    public void When_a_watermark_advances_with_nothing_emitted_Then_it_is_sent_all_the_same()
    {
        DateTime? watermark = null;
        _chain.Declare = spout => spout.WithEventTime("time", WatermarkStrategy.Custom(() => new FreeGenerator(() => watermark)));
        var topology = _chain.Start();

        watermark = At(7).AddTicks(-1);
        topology.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(["watermark 7"], _chain.Sink.Log);
    }

    [Fact]
    public void When_a_bolt_sets_the_time_of_its_output_Then_that_holds_to_the_end_of_the_call()
    {
        _chain.Bolt.OnTuple = (bolt, tuple) =>
        {
            if (tuple.EventTime == At(10))
                bolt.Collector.OutputEventTime = At(99);
            bolt.Collector.Emit(tuple, tuple[0]);
            bolt.Collector.Emit(tuple[0]);
        };
        _chain.Emit(At(10));
        _chain.Emit(At(20));

        _chain.Start();

        Assert.Equal([At(99), At(99), At(20), At(20)], _chain.Sink.Times);
    }

    [Fact]
    public void When_a_bolt_emits_later_Then_the_output_has_the_first_anchors_time_or_none()
    {
        StreamTuple first = default;
        _chain.Bolt.OnTuple = (bolt, tuple) =>
        {
            if (first.Batch is null)
                first = tuple;
            else
                bolt.Collector.Emit([first, tuple], tuple[0]);
        };
        _chain.Emit(At(10));
        _chain.Emit(At(20));
        var topology = _chain.Start();

        _chain.Bolt.Last.Context.Post(() => _chain.Bolt.Last.Collector.Emit(first, 1));
        _chain.Bolt.Last.Context.Post(() => _chain.Bolt.Last.Collector.Emit(2));
        topology.Run();

        Assert.Equal([At(10), At(10), null], _chain.Sink.Times);
    }

    [Fact]
    public void When_a_bolt_declares_its_own_event_time_Then_receivers_get_that_one_and_its_watermarks()
    {
        _chain.ShapeBolt = bolt => bolt.WithEventTime(values => values[0].AsDateTime().AddSeconds(100));
        _chain.Emit(At(10));
        var topology = _chain.Start();

        End(topology);

        Assert.Equal(["tuple 10", "watermark 10", "end"], _chain.Bolt.Log);
        Assert.Equal(["tuple 110", "watermark 110", "end"], _chain.Sink.Log);
    }

    [Fact]
    public void When_nothing_declares_event_time_Then_timed_bolts_are_still_told_of_the_end()
    {
        _chain.Declare = _ => { };
        _chain.Emit(At(10));
        _chain.OnEmpty = spout => spout.Collector.Complete();

        _chain.Start();

        Assert.Equal(["tuple ?", "end"], _chain.Sink.Log);
    }

    [Fact]
    public void When_a_bolt_emits_for_a_watermark_Then_that_goes_ahead_of_the_watermark()
    {
        _chain.Bolt.OnWatermark = (bolt, watermark) =>
        {
            bolt.Collector.OutputEventTime = watermark;
            bolt.Collector.Emit(0);
        };
        _chain.Emit(At(10));

        _chain.Start();

        Assert.Equal(["tuple 10", "tuple 9.9999999", "watermark 10"], _chain.Sink.Log);
    }

    [Fact]
    public void When_a_bolt_is_restarted_Then_it_is_told_again_what_was_known()
    {
        _chain.Emit(At(10));
        var topology = _chain.Start();

        topology.Of("c").Crash(new InvalidOperationException("crash"));
        topology.Run();
        topology.Restart("c");

        Assert.Equal(["tuple 10", "watermark 10", "watermark 10"], _chain.Sink.Log);
    }

    [Fact]
    public void When_a_bolt_throws_at_the_end_of_the_input_Then_the_topology_is_not_over_before_the_next_instance_was_told()
    {
        var isFirst = true;
        _chain.Bolt.OnWatermark = (bolt, watermark) =>
        {
            if (watermark != DateTime.MaxValue)
                return;
            if (isFirst)
            {
                isFirst = false;
                throw new InvalidOperationException("crash");
            }
            bolt.Collector.Emit(At(30));
        };
        _chain.Emit(At(10));
        var topology = _chain.Start();
        End(topology);
        Assert.Equal(0, topology.Observer.DrainedCount);

        topology.Restart("b");

        Assert.Equal(1, topology.Observer.DrainedCount);
        Assert.Equal(["tuple 10", "watermark 10", "tuple ?", "end"], _chain.Sink.Log);
    }

    [Fact]
    public void When_a_spout_is_idle_Then_the_other_one_alone_counts()
    {
        _chain.Declare = spout => spout.WithEventTime("time", WatermarkStrategy.Monotonic().WithIdleTimeout(TimeSpan.FromSeconds(1)));
        _chain.HasSecondSource = true;
        _chain.Emit(At(10));
        var topology = _chain.Start();
        Assert.Equal(["tuple 10"], _chain.Sink.Log); // nothing is known of the other

        topology.Advance(TimeSpan.FromSeconds(0.9));
        _chain.Emit(At(20));
        topology.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(["tuple 10", "tuple 20", "watermark 20"], _chain.Sink.Log);
    }

    [Fact]
    public void When_an_idle_spout_emits_again_Then_it_is_waited_for_again()
    {
        _chain.Declare = spout => spout.WithEventTime("time", WatermarkStrategy.Monotonic().WithIdleTimeout(TimeSpan.FromSeconds(1)));
        _chain.HasSecondSource = true;
        _chain.Emit(At(10));
        var topology = _chain.Start();
        topology.Advance(TimeSpan.FromSeconds(0.9));
        _chain.Emit(At(20));
        topology.Advance(TimeSpan.FromSeconds(0.2));

        _chain.EmitOther(At(15));
        topology.Advance(TimeSpan.FromSeconds(0.1));
        _chain.Emit(At(30));
        topology.Advance(TimeSpan.FromSeconds(0.1));
        _chain.EmitOther(At(25));
        topology.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(["tuple 10", "tuple 20", "watermark 20", "tuple 15", "tuple 30", "tuple 25", "watermark 25"], _chain.Sink.Log);
    }

    [Fact]
    public void When_a_spout_is_held_back_by_what_is_pending_Then_it_is_not_idle()
    {
        StreamTuple kept = default;
        _chain.Config = new TopologyConfig { MaxSpoutPending = 1, MessageTimeout = TimeSpan.FromHours(1) };
        _chain.Declare = spout => spout.WithEventTime("time", WatermarkStrategy.Monotonic().WithIdleTimeout(TimeSpan.FromSeconds(1)));
        (_chain.HasSecondSource, _chain.IsTracked) = (true, true);
        _chain.Bolt.OnTuple = (bolt, tuple) =>
        {
            if (tuple.EventTime == At(10))
                kept = tuple;
            else
                bolt.Collector.Ack(tuple);
        };
        _chain.Emit(At(10));
        _chain.EmitOther(At(5));
        var topology = _chain.Start();
        topology.Advance(TimeSpan.FromSeconds(0.9));
        _chain.EmitOther(At(50));
        topology.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["tuple 10", "tuple 5", "watermark 5", "tuple 50", "watermark 10"], _chain.Bolt.Log); // and not beyond, when the other one is idle

        _chain.Bolt.Last.Context.Post(() => _chain.Bolt.Last.Collector.Ack(kept));
        topology.Advance(TimeSpan.FromSeconds(0.9));
        _chain.EmitOther(At(60));
        topology.Advance(TimeSpan.FromSeconds(0.05));
        Assert.Equal("tuple 60", _chain.Bolt.Log[^1]);

        topology.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("watermark 60", _chain.Bolt.Log[^1]);
    }

    [Fact]
    public void When_timers_are_asked_for_Then_they_come_at_their_time_and_may_emit()
    {
        var start = _chain.Topology.Time.GetUtcNow().UtcTicks;
        _chain.Bolt.Timers.Enqueue(start + TimeSpan.FromSeconds(3).Ticks);
        _chain.Bolt.Timers.Enqueue(start + TimeSpan.FromSeconds(5).Ticks);
        _chain.Bolt.OnTimer = (bolt, now) => bolt.Collector.Emit(new DateTime(now, DateTimeKind.Utc));
        var topology = _chain.Start();

        topology.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal([new DateTime(start).AddSeconds(3)], _chain.Sink.Values.Select(value => value.AsDateTime()));
        topology.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal([new DateTime(start).AddSeconds(3), new DateTime(start).AddSeconds(5)], _chain.Sink.Values.Select(value => value.AsDateTime()));
    }

    public void Dispose() => _chain.Dispose();

    private void End(TestTopology topology)
    {
        _chain.OnEmpty = spout => spout.Collector.Complete();
        topology.Advance(TimeSpan.FromSeconds(0.1));
    }

    private sealed class FreeGenerator(Func<DateTime?> current) : WatermarkGenerator
    {
        public override DateTime? Current => current();

        public override void OnEvent(ReadOnlySpan<Value> values, DateTime eventTime)
        {
        }
    }

    private static DateTime At(double second) => TimedChain.At(second);
}
