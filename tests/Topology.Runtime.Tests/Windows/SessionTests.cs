namespace Topology.Runtime.Tests.Windows;

/// <summary>Sessions with a gap of 10: how they become one, and their triggers with them.</summary>
public class SessionTests
{
    [Fact]
    public void When_tuples_are_less_than_the_gap_apart_Then_they_are_one_session_up_to_the_gap_after_the_last()
    {
        var run = Run(null).Add(0).Add(9).Add(19).Watermark(28);
        Assert.Equal(["[0,19) 1 2 OnTime 0 first last"], run.Take());

        run.Watermark(29);

        Assert.Equal(["[19,29) 3 OnTime 0 first last"], run.Take());
    }

    [Fact]
    public void When_a_tuple_lies_between_two_sessions_Then_all_become_one()
    {
        var run = Run(null).Add(0).Add(15).Add(7).Watermark(100);

        Assert.Equal(["[0,25) 1 2 3 OnTime 0 first last"], run.Take());
    }

    [Fact]
    public void When_keys_differ_Then_sessions_do()
    {
        var run = Run(null).Add(0, "a").Add(5, "b").Watermark(100);

        Assert.Equal(["a[0,10) 1 OnTime 0 first last", "b[5,15) 2 OnTime 0 first last"], run.Take());
    }

    [Fact]
    public void When_sessions_become_one_Then_their_counts_add_up()
    {
        var run = Run(Trigger.AfterCount(3).Repeatedly()).Add(0).Add(15).Add(7);

        Assert.Equal(["[0,25) 1 2 3 Early 0 first"], run.Take());
    }

    [Fact]
    public void When_sessions_become_one_Then_the_earlier_timer_counts()
    {
        var run = Run(Trigger.AfterProcessingTime(TimeSpan.FromTicks(50)).Repeatedly());
        run.Clock(1).Add(0).Clock(20).Add(15).Clock(40).Add(7).Clock(51);

        Assert.Equal(["[0,25) 1 2 3 Early 0 first"], run.Take());
    }

    [Fact]
    public void When_a_session_that_was_shown_goes_on_Then_its_end_comes_again()
    {
        var run = Run(null, lateness: 100).Add(0).Watermark(10).Add(8);
        Assert.Equal(["[0,10) 1 OnTime 0 first"], run.Take());

        run.Watermark(18);

        Assert.Equal(["[0,18) 2 OnTime 1"], run.Take());
    }

    [Fact]
    public void When_sessions_that_were_shown_become_one_Then_each_is_taken_back()
    {
        var run = Run(null, lateness: 100, Accumulation.AccumulatingAndRetracting).Add(0).Add(15).Watermark(25).Add(7);

        Assert.Equal(
            ["[0,10) 1 OnTime 0 first", "[15,25) 2 OnTime 0 first", "[0,10) -1 OnTime 0 first", "[15,25) -2 OnTime 0 first", "[0,25) 1 2 3 Late 1"],
            run.Take());
    }

    [Fact]
    public void When_only_one_of_two_sessions_is_in_its_late_part_Then_what_they_become_waits_for_its_end()
    {
        var trigger = Trigger.AfterWatermark().WithEarlyFirings(Trigger.AfterCount(100)).WithLateFirings(Trigger.AfterCount(1));
        var run = Run(trigger, lateness: 100).Add(0).Watermark(10).Add(15).Add(7).Watermark(20);
        Assert.Equal(["[0,10) 1 OnTime 0 first"], run.Take());

        run.Watermark(25).Add(3);

        Assert.Equal(["[0,25) 2 3 OnTime 1", "[0,25) 4 Late 2"], run.Take());
    }

    [Fact]
    public void When_a_session_is_closed_by_its_trigger_Then_the_next_tuple_begins_another()
    {
        var run = Run(Trigger.AfterCount(2)).Add(0).Add(1).Add(2).Watermark(100);

        Assert.Equal(["[0,11) 1 2 Early 0 first last", "[2,12) 3 OnTime 0 first last"], run.Take());
    }

    private static WindowRun Run(Trigger? trigger, long lateness = 0, Accumulation accumulation = Accumulation.Discarding) =>
        new(WindowSpec.Session(TimeSpan.FromTicks(10)) with { Trigger = trigger, AllowedLateness = TimeSpan.FromTicks(lateness), Accumulation = accumulation });
}
