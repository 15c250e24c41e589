namespace Topology.Runtime.Tests.Windows;

/// <summary>Beam's table of triggers, one test for each entry. A window of 10, unless said otherwise.</summary>
public class TriggerTests
{
    [Fact]
    public void When_there_is_no_trigger_Then_the_window_is_shown_at_its_end()
    {
        var run = Run(null).Add(1).Add(9).Watermark(9);
        Assert.Empty(run.Take());

        run.Watermark(10);

        Assert.Equal(["[0,10) 1 2 OnTime 0 first last"], run.Take());
    }

    [Fact]
    public void When_there_is_no_trigger_but_lateness_Then_each_late_tuple_is_a_pane()
    {
        var run = Run(null, lateness: 5).Add(1).Watermark(10).Add(2).Add(3).Watermark(15).Add(4);

        Assert.Equal(["[0,10) 1 OnTime 0 first", "[0,10) 2 Late 1", "[0,10) 3 Late 2"], run.Take());
        Assert.Equal([4], run.Late);
    }

    [Fact]
    public void When_after_watermark_has_fired_Then_the_window_is_closed()
    {
        var run = Run(Trigger.AfterWatermark(), lateness: 5).Add(1).Watermark(10).Add(2);

        Assert.Equal(["[0,10) 1 OnTime 0 first last"], run.Take());
        Assert.Equal([2], run.Late);
    }

    [Fact]
    public void When_there_are_early_firings_Then_they_repeat_until_the_end()
    {
        var run = Run(Trigger.AfterWatermark().WithEarlyFirings(Trigger.AfterCount(2))).Add(1).Add(2).Add(3).Add(4).Add(5).Watermark(10);

        Assert.Equal(["[0,10) 1 2 Early 0 first", "[0,10) 3 4 Early 1", "[0,10) 5 OnTime 2 last"], run.Take());
    }

    [Fact]
    public void When_early_firings_have_shown_everything_Then_the_pane_at_the_end_is_shown_all_the_same()
    {
        var run = Run(Trigger.AfterWatermark().WithEarlyFirings(Trigger.AfterCount(1))).Add(1).Watermark(10);

        Assert.Equal(["[0,10) 1 Early 0 first", "[0,10)  OnTime 1 last"], run.Take());
    }

    [Fact]
    public void When_there_are_late_firings_Then_they_count_from_the_end_on_and_repeat()
    {
        var trigger = Trigger.AfterWatermark().WithLateFirings(Trigger.AfterCount(2));
        var run = Run(trigger, lateness: 5).Add(1).Watermark(10).Add(2).Add(3).Add(4).Add(5).Add(6).Watermark(15);

        Assert.Equal(["[0,10) 1 OnTime 0 first", "[0,10) 2 3 Late 1", "[0,10) 4 5 Late 2", "[0,10) 6 Late 3 last"], run.Take());
    }

    [Fact]
    public void When_after_processing_time_is_due_Then_what_came_since_the_first_tuple_is_shown()
    {
        var run = Run(Trigger.AfterProcessingTime(Ticks(7)).Repeatedly());
        run.Clock(100).Add(1).Clock(104).Add(2).Clock(106);
        Assert.Empty(run.Take());
        Assert.Equal(WindowRun.Epoch + 107, run.NextTimer);

        run.Clock(107).Clock(120).Add(3).Clock(127);

        Assert.Equal(["[0,10) 1 2 Early 0 first", "[0,10) 3 Early 1"], run.Take());
    }

    [Fact]
    public void When_after_count_has_fired_Then_the_window_is_closed()
    {
        var run = Run(Trigger.AfterCount(2)).Add(1).Add(2).Add(3).Watermark(10);

        Assert.Equal(["[0,10) 1 2 Early 0 first last"], run.Take());
        Assert.Equal([3], run.Late);
    }

    [Fact]
    public void When_a_count_is_not_reached_Then_the_rest_is_shown_when_the_window_is_done()
    {
        var run = Run(Trigger.AfterCount(2).Repeatedly(), lateness: 5).Add(1).Add(2).Add(3).Watermark(10);
        Assert.Equal(["[0,10) 1 2 Early 0 first"], run.Take());

        run.Watermark(15);

        Assert.Equal(["[0,10) 3 OnTime 1 last"], run.Take());
    }

    [Fact]
    public void When_a_punctuation_comes_Then_the_window_is_shown_with_it()
    {
        var run = Run(Trigger.AfterPunctuation(tuple => tuple.GetString("text") == "end").Repeatedly()).Add(1).Add(2, text: "end").Add(3).Watermark(10);

        Assert.Equal(["[0,10) 1 2 Early 0 first", "[0,10) 3 OnTime 1 last"], run.Take());
    }

    [Fact]
    public void When_a_trigger_never_fires_Then_what_is_there_is_shown_when_the_window_is_done()
    {
        var run = Run(Trigger.Never(), lateness: 5).Add(1).Watermark(10);
        Assert.Empty(run.Take());

        run.Watermark(15);

        Assert.Equal(["[0,10) 1 OnTime 0 first last"], run.Take());
    }

    [Fact]
    public void When_repeatedly_is_once_Then_only_the_first_counts()
    {
        var run = Run(Trigger.AfterCount(1).Repeatedly().Once()).Add(1).Add(2);

        Assert.Equal(["[0,10) 1 Early 0 first last"], run.Take());
        Assert.Equal([2], run.Late);
    }

    [Fact]
    public void When_any_of_several_fires_Then_the_others_begin_anew()
    {
        var run = Run(Trigger.AnyOf(Trigger.AfterCount(3), Trigger.AfterProcessingTime(Ticks(5))).Repeatedly());
        run.Clock(1).Add(1).Add(2).Clock(6).Add(3).Add(4).Add(5).Clock(11).Add(6);

        Assert.Equal(["[0,10) 1 2 Early 0 first", "[0,10) 3 4 5 Early 1"], run.Take());
    }

    [Fact]
    public void When_all_of_several_are_due_Then_the_last_one_fires()
    {
        var run = Run(Trigger.AllOf(Trigger.AfterCount(2), Trigger.AfterProcessingTime(Ticks(5))).Repeatedly());
        run.Clock(1).Add(1).Add(2).Add(3);
        Assert.Empty(run.Take());

        run.Clock(6).Add(4).Clock(20);
        Assert.Equal(["[0,10) 1 2 3 Early 0 first"], run.Take());

        run.Add(5);
        Assert.Equal(["[0,10) 4 5 Early 1"], run.Take());
    }

    [Fact]
    public void When_another_trigger_ends_one_Then_that_is_the_last_firing()
    {
        var run = Run(Trigger.AfterCount(2).Repeatedly().OrFinally(Trigger.AfterCount(5))).Add(1).Add(2).Add(3).Add(4).Add(5).Add(6);

        Assert.Equal(["[0,10) 1 2 Early 0 first", "[0,10) 3 4 Early 1", "[0,10) 5 Early 2 last"], run.Take());
        Assert.Equal([6], run.Late);
    }

    [Fact]
    public void When_panes_accumulate_Then_each_shows_everything()
    {
        var trigger = Trigger.AfterWatermark().WithEarlyFirings(Trigger.AfterCount(2));
        var run = Run(trigger, accumulation: Accumulation.Accumulating).Add(1).Add(2).Add(3).Watermark(10);

        Assert.Equal(["[0,10) 1 2 Early 0 first", "[0,10) 1 2 3 OnTime 1 last"], run.Take());
    }

    [Fact]
    public void When_panes_retract_Then_the_one_before_is_taken_back_first()
    {
        var trigger = Trigger.AfterWatermark().WithEarlyFirings(Trigger.AfterCount(2));
        var run = Run(trigger, accumulation: Accumulation.AccumulatingAndRetracting).Add(1).Add(2).Add(3).Watermark(10);

        Assert.Equal(["[0,10) 1 2 Early 0 first", "[0,10) -1 2 Early 0 first", "[0,10) 1 2 3 OnTime 1 last"], run.Take());
    }

    [Fact]
    public void When_the_first_tuple_comes_after_the_end_Then_its_pane_is_late()
    {
        var run = Run(null, lateness: 5).Watermark(12).Add(3);

        Assert.Equal(["[0,10) 1 Late 0 first"], run.Take());
    }

    private static TimeSpan Ticks(long ticks) => TimeSpan.FromTicks(ticks);

    private static WindowRun Run(Trigger? trigger, long lateness = 0, Accumulation accumulation = Accumulation.Discarding) =>
        new(WindowSpec.Tumbling(Ticks(10)) with { Trigger = trigger, AllowedLateness = Ticks(lateness), Accumulation = accumulation });
}
