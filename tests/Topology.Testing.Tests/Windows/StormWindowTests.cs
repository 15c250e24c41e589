namespace Topology.Testing.Tests.Windows;

/// <summary>What Storm's and Heron's windows show, on ours.</summary>
public class StormWindowTests
{
    [Fact]
    [Trait("Behaviour", "T51")]
    [Trait("Behaviour", "T77")]
    public void When_a_count_window_slides_Then_it_shows_what_is_new_and_what_has_left()
    {
        using var bench = new WindowBench(() => new FrameBolt(), bolt => bolt.WithSlidingWindow(5, 2));

        bench.Feed(1, 2, 3, 4, 5, 6, 7);
        Assert.Equal(["1 2|1 2|", "1 2 3 4|3 4|", "2 3 4 5 6|5 6|1"], bench.Take());

        bench.Feed(8);
        Assert.Equal(["4 5 6 7 8|7 8|2 3"], bench.Take());
    }

    [Fact]
    [Trait("Behaviour", "T56")]
    public void When_a_count_window_tumbles_Then_all_of_the_one_before_has_left()
    {
        using var bench = new WindowBench(() => new FrameBolt(), bolt => bolt.WithTumblingWindow(3));

        bench.Feed(1, 2, 3, 4, 5, 6);

        Assert.Equal(["1 2 3|1 2 3|", "4 5 6|4 5 6|1 2 3"], bench.Take());
    }

    [Fact]
    [Trait("Behaviour", "T57")]
    [Trait("Behaviour", "T67")]
    public void When_time_windows_slide_Then_empty_ones_are_not_shown()
    {
        using var bench = new WindowBench(() => new FrameBolt(), bolt => bolt.WithSlidingWindow(Ms(20), Ms(10)), lag: Ms(5));

        bench.Feed(603, 605, 607);
        Assert.Empty(bench.Take());

        bench.Feed(618, 626, 636);
        Assert.Equal(["1 2 3|1 2 3|", "1 2 3 4|4|", "4 5|5|1 2 3"], bench.Take());

        bench.Feed(825, 826, 827, 839);
        Assert.Equal(["5 6|6|4", "6||5", "7 8 9|7 8 9|6"], bench.Take());
    }

    [Fact]
    [Trait("Behaviour", "T58")]
    public void When_the_last_tuples_are_shown_after_each_time_Then_only_when_some_are_new()
    {
        using var bench = new WindowBench(() => new FrameBolt(), bolt => bolt.WithSlidingWindow(3, Ms(10)), lag: Ms(5));

        bench.Feed(603, 605, 607, 618, 626, 636);
        Assert.Equal(["1 2 3|1 2 3|", "2 3 4|4|1", "3 4 5|5|2"], bench.Take());

        bench.Feed(665, 666, 667, 679);
        Assert.Equal(["4 5 6|6|3", "7 8 9|7 8 9|4 5 6"], bench.Take());
    }

    [Fact]
    public void When_the_tuples_of_a_time_are_shown_after_each_count_Then_older_ones_have_left()
    {
        using var bench = new WindowBench(() => new FrameBolt(), bolt => bolt.WithSlidingWindow(Ms(10), 2));

        bench.Feed(1, 5, 9, 14, 30, 31);

        Assert.Equal(["1 2|1 2|", "2 3 4|3 4|1", "5 6|5 6|2 3 4"], bench.Take());
    }

    [Fact]
    [Trait("Behaviour", "T61")]
    public void When_tuples_have_one_time_Then_count_windows_do_not_mind()
    {
        using var bench = new WindowBench(() => new FrameBolt(), bolt => bolt.WithSlidingWindow(5, 2));

        bench.Feed(7, 7, 7, 7, 7, 7, 7, 7, 7, 7);

        Assert.Equal(["1 2", "1 2 3 4", "2 3 4 5 6", "4 5 6 7 8", "6 7 8 9 10"], bench.Take().Select(frame => frame.Split('|')[0]));
    }

    [Fact]
    [Trait("Behaviour", "T62")]
    public void When_tuples_come_late_but_within_the_lag_Then_they_are_in_their_windows()
    {
        using var bench = new WindowBench(() => new FrameBolt(), bolt => bolt.WithSlidingWindow(Ms(20), Ms(10)), lag: Ms(5));

        bench.Feed(603, 605, 607, 618, 626, 632, 629, 636);

        Assert.Equal(["1 2 3", "1 2 3 4", "4 5 7"], bench.Take().Select(frame => frame.Split('|')[0]));
    }

    [Fact]
    [Trait("Behaviour", "T78")]
    public void When_a_window_slides_by_one_Then_one_leaves_with_each()
    {
        using var bench = new WindowBench(() => new FrameBolt(), bolt => bolt.WithSlidingWindow(2, 1));

        bench.Feed(1, 2, 3, 4);

        Assert.Equal(["1|1|", "1 2|2|", "2 3|3|1", "3 4|4|2"], bench.Take());
    }

    [Fact]
    [Trait("Behaviour", "T81")]
    public void When_a_tuple_comes_each_second_Then_each_window_of_a_second_has_one_and_the_one_before_has_left()
    {
        using var bench = new WindowBench(() => new FrameBolt(), bolt => bolt.WithTumblingWindow(TimeSpan.FromSeconds(1)));

        bench.Feed(500, 1500, 2500, 3500);

        Assert.Equal(["1|1|", "2|2|1", "3|3|2"], bench.Take());
    }

    [Fact]
    [Trait("Behaviour", "T68")]
    public void When_a_tuple_has_no_time_Then_it_is_reported_and_treated_as_late()
    {
        var timeless = new Feeder(new Fields("id", "key", "time"));
        var builder = new TopologyBuilder();
        builder.SetSpout("timed", timeless.CreateSpout).WithEventTime("time", WatermarkStrategy.Monotonic());
        builder.SetSpout("timeless", new Feeder(new Fields("id", "key", "time")).CreateSpout);
        builder.SetBolt("windows", () => new FrameBolt()).GlobalGrouping("timed").GlobalGrouping("timeless").WithTumblingWindow(Ms(10)).WithLateStream("late");
        var options = new SimulationOptions { MockedSources = new Dictionary<string, IReadOnlyList<Value[]>> { ["timeless"] = [[7, "k", DateTime.UnixEpoch]] } };
        using var topology = new SimulatedTopology(builder.Build(), options: options);

        topology.Advance(Ms(100));

        Assert.Equal(7, Assert.Single(topology.Emitted("windows", "late")).Values[0].AsInt32());
        Assert.Contains("\"timeless\"", Assert.Single(topology.Errors), StringComparison.Ordinal);
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
