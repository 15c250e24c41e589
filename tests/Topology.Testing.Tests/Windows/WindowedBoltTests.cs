namespace Topology.Testing.Tests.Windows;

/// <summary>Windowed bolts in the engine: time, late tuples, acks, the end of input.</summary>
public class WindowedBoltTests
{
    private static readonly TopologyConfig NoCheckpoints = new() { CheckpointInterval = TimeSpan.FromDays(30), MessageTimeout = TimeSpan.FromSeconds(30) };

    [Fact]
    public void When_the_watermark_passes_an_end_Then_the_window_is_shown()
    {
        using var bench = new WindowBench(() => new CountBolt(), bolt => bolt.WithTumblingWindow(Ms(10)).WithWindowKey("key"));

        bench.Feed("a", 1).Feed("b", 2).Feed("a", 9);
        Assert.Empty(bench.Take());

        bench.Feed("a", 11);
        Assert.Equal(["a|10|2", "b|10|1"], bench.Take());
    }

    [Fact]
    public void When_windows_slide_Then_each_shows_the_tuples_of_its_length()
    {
        using var bench = new WindowBench(() => new CountBolt(), bolt => bolt.WithSlidingWindow(Ms(20), Ms(10)).WithWindowKey("key"));
        using var subtracting = new WindowBench(() => new CountBolt(subtracts: true), bolt => bolt.WithSlidingWindow(Ms(20), Ms(10)).WithWindowKey("key"));

        foreach (var each in new[] { bench, subtracting })
        {
            each.Feed(1, 5, 12, 25, 48);
            Assert.Equal(["k|10|2", "k|20|3", "k|30|2", "k|40|1"], each.Take());
        }
    }

    [Fact]
    [Trait("Behaviour", "T66")]
    public void When_a_tuple_is_too_late_Then_it_goes_to_the_late_stream_and_is_acked()
    {
        using var bench = new WindowBench(() => new FrameBolt(), bolt => bolt.WithTumblingWindow(Ms(10)).WithLateStream("late"));

        bench.Feed(5, 15, 7);

        Assert.Equal(["1|1|"], bench.Take());
        Assert.Equal(3, Assert.Single(bench.Topology.Emitted("windows", "late")).Values[0].AsInt32());
        Assert.Contains(3, bench.Feeder.Acked.Select(id => id.AsInt32()));
    }

    [Fact]
    public void When_nothing_upstream_gives_an_event_time_Then_windows_go_by_the_clock()
    {
        using var bench = new WindowBench(() => new CountBolt(), bolt => bolt.WithTumblingWindow(TimeSpan.FromSeconds(1)).WithWindowKey("key"), eventTime: false);

        bench.Feed(0, 0);
        Assert.Empty(bench.Take());

        bench.Topology.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("2", Assert.Single(bench.Take()).Split('|')[2]);
    }

    [Fact]
    public void When_all_input_has_ended_Then_every_window_is_shown_and_the_topology_completes()
    {
        foreach (var eventTime in new[] { true, false })
        {
            using var bench = new WindowBench(() => new CountBolt(), bolt => bolt.WithTumblingWindow(TimeSpan.FromHours(1)).WithWindowKey("key"), eventTime: eventTime);
            bench.Feed(1, 2, 3);

            bench.Feeder.Complete();
            bench.Topology.RunToCompletion();

            Assert.Equal("3", Assert.Single(bench.Take()).Split('|')[2]);
            Assert.Equal(3, bench.Acked);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void When_a_window_of_an_hour_meets_a_time_out_of_30_s_Then_no_tuple_fails(bool keepsTuples)
    {
        using var bench = new WindowBench(
            () => keepsTuples ? new FrameBolt() : new CountBolt(),
            bolt => bolt.WithTumblingWindow(TimeSpan.FromHours(1)).WithWindowKey("key"),
            config: NoCheckpoints with { MaxSpoutPending = 2 });
        bench.Feed(1, 2, 3, 4, 5);

        bench.Topology.Advance(TimeSpan.FromMinutes(59));

        Assert.Empty(bench.Feeder.Failed);
        Assert.Equal(5, bench.Topology.Totals.Tracked);
    }

    [Fact]
    [Trait("Behaviour", "T72")]
    public void When_checkpoints_are_taken_Then_inputs_are_acked_with_them()
    {
        using var bench = new WindowBench(() => new CountBolt(), bolt => bolt.WithTumblingWindow(TimeSpan.FromHours(1)).WithWindowKey("key"));
        bench.Feed(1, 2);
        Assert.Equal(0, bench.Acked);

        bench.Topology.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(2, bench.Acked);
    }

    [Fact]
    [Trait("Behaviour", "T73")]
    public void When_more_tuples_are_kept_than_allowed_Then_the_error_says_what_to_do()
    {
        using var bench = new WindowBench(() => new FrameBolt(), bolt => bolt.WithTumblingWindow(Ms(1000)), config: new TopologyConfig { MaxWindowTuples = 3, Restart = new RestartOptions { MaxRestarts = 0 } });

        bench.Feed(1, 2, 3, 4);

        Assert.Contains("topology.windows.max.tuples", bench.Topology.Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("WindowedBolt<TAccumulator>", bench.Topology.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_windowed_bolt_is_in_a_harness_Then_it_gets_its_window_there()
    {
        using var harness = new BoltHarness(() => new FrameBolt(), new Fields("id"), declare: bolt => bolt.WithTumblingWindow(2));

        harness.Execute(1);
        harness.Execute(2);

        Assert.Equal("1 2", Assert.Single(harness.TakeEmitted()).Values[0].AsString());
    }

    [Fact]
    public void When_a_window_is_emitted_Then_it_has_the_last_moment_of_the_window_as_event_time()
    {
        var feeder = new Feeder(new Fields("key", "time"));
        var builder = new TopologyBuilder();
        builder.SetSpout("source", feeder.CreateSpout).WithEventTime("time", WatermarkStrategy.Monotonic());
        builder.SetBolt("first", () => new CountBolt()).FieldsGrouping("source", new Fields("key")).WithTumblingWindow(Ms(10)).WithWindowKey("key");
        builder.SetBolt("second", () => new CountBolt()).FieldsGrouping("first", new Fields("key")).WithTumblingWindow(Ms(20)).WithWindowKey("key");
        using var topology = new SimulatedTopology(builder.Build());
        foreach (var time in new[] { 1, 12, 15, 23 })
            feeder.FeedUntracked("k", DateTime.UnixEpoch.AddMilliseconds(time));
        feeder.Complete();

        topology.RunToCompletion();

        Assert.Equal([2L, 1L], topology.Emitted("second").Select(tuple => tuple.Values[2].AsInt64()));
        Assert.Equal([20, 40], topology.Emitted("second").Select(tuple => (tuple.Values[1].AsDateTime() - DateTime.UnixEpoch).TotalMilliseconds));
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
