using Topology.Engine;
using Topology.Runtime.Watermarks;

namespace Topology.Runtime.Tests.Watermarks;

public class WatermarkMergeTests
{
    private const long End = WatermarkSignal.End;

    private static readonly long EndOfTime = DateTime.MaxValue.Ticks;

    [Fact]
    public void When_nothing_was_said_Then_nothing_is_known() => Check(0, []);

    [Fact]
    public void When_only_one_of_two_has_said_something_Then_the_other_is_waited_for() => Check(0, [(1, 10)]);

    [Fact]
    public void When_all_have_said_something_Then_the_least_counts() => Check(10, [(1, 10), (2, 20)]);

    [Fact]
    public void When_the_slowest_advances_Then_the_next_one_counts() => Check(20, [(1, 10), (2, 20), (1, 30)]);

    [Fact]
    public void When_one_is_idle_Then_it_is_left_out() => Check(20, [(1, 10), (2, 20), (1, 10, true)]);

    [Fact]
    public void When_all_are_idle_Then_the_watermark_stays_and_the_executor_is_idle()
    {
        var merge = Check(20, [(1, 10, true), (2, 20), (2, 20, true)], expectedIdle: true);

        merge.Take(1, new WatermarkSignal(30));
        Assert.Equal((30, false), (merge.Current, merge.IsIdle));
    }

    [Fact]
    public void When_one_comes_back_from_being_idle_with_an_old_watermark_Then_the_merged_one_does_not_go_back() =>
        Check(50, [(1, 10), (2, 20), (1, 10, true), (2, 50), (1, 11)]);

    [Fact]
    public void When_a_sender_begins_anew_Then_what_it_said_before_holds() => Check(10, [(1, 10), (2, 20), (1, 0)]);

    [Fact]
    public void When_one_has_ended_Then_the_other_alone_counts() => Check(20, [(1, 10), (2, 20), (1, End)]);

    [Fact]
    public void When_all_have_ended_Then_so_has_the_input() => Check(End, [(1, End), (2, End)]);

    [Fact]
    public void When_one_has_ended_and_the_other_is_idle_Then_the_watermark_stays() => Check(10, [(1, 10), (2, 10), (2, 10, true), (1, End)], expectedIdle: true);

    [Fact]
    public void When_a_sender_without_event_time_goes_on_Then_only_event_time_has_ended() => Check(EndOfTime, [(1, 10), (2, 20), (1, End), (2, End)], untimed: [3]);

    [Fact]
    public void When_a_sender_without_event_time_says_nothing_Then_it_is_not_waited_for() => Check(10, [(1, 10), (2, 20)], untimed: [3]);

    [Fact]
    public void When_a_sender_without_event_time_ends_last_Then_the_input_has_ended() => Check(End, [(1, End), (2, End), (3, End)], untimed: [3]);

    [Fact]
    public void When_a_source_that_had_ended_goes_on_Then_the_watermark_goes_back_to_the_last_one_before_the_end() => Check(15, [(1, 10), (2, 15), (1, 20), (1, End), (2, End), (2, 15)]);

    [Fact]
    public void When_a_source_goes_on_Then_the_end_comes_again() => Check(End, [(1, 10), (2, 15), (1, End), (2, End), (2, 15), (2, End)]);

    [Fact]
    public void When_a_source_without_event_time_goes_on_Then_only_event_time_has_ended_again() => Check(EndOfTime, [(1, End), (2, End), (3, End), (3, 0)], untimed: [3]);

    [Theory]
    [InlineData(1)]
    [InlineData(3)] // which has no event time
    public void When_a_sender_replays_Then_the_watermark_stays_and_that_is_said_until_it_says_something_else(int sender)
    {
        var merge = Check(10, [(1, 10), (2, 20), (sender, WatermarkSignal.Replaying)], untimed: [3]);
        Assert.True(merge.IsReplaying);

        merge.Take(2, new WatermarkSignal(30));
        Assert.True(merge.IsReplaying);
        merge.Take(sender, new WatermarkSignal(12));

        Assert.False(merge.IsReplaying);
    }

    [Fact]
    public void When_a_source_replays_after_its_end_Then_the_end_is_not_forgotten()
    {
        var merge = Check(End, [(1, End), (2, End), (1, WatermarkSignal.Replaying)]);

        merge.Take(1, new WatermarkSignal(End));

        Assert.Equal((End, false), (merge.Current, merge.IsReplaying));
    }

    [Fact]
    public void When_nobody_has_event_time_Then_there_is_nothing_until_all_have_ended()
    {
        var merge = new WatermarkMerge([(1, false), (2, false)]);

        merge.Take(1, new WatermarkSignal(End));
        Assert.Equal((0, false), (merge.Current, merge.IsIdle));
        merge.Take(2, new WatermarkSignal(End));
        Assert.Equal(End, merge.Current);
    }

    [Fact]
    public void When_a_sender_is_not_in_the_plan_Then_it_is_ignored() => Check(10, [(1, 10), (2, 20), (7, 0)]);

    [Fact]
    public void When_senders_are_apart_Then_the_spread_is_from_the_slowest_to_the_fastest()
    {
        var merge = new WatermarkMerge([(1, true), (2, true), (3, true)]);

        merge.Take(1, new WatermarkSignal(100));
        merge.Take(2, new WatermarkSignal(30));
        Assert.Equal(0, merge.Spread); // of one nothing is known
        merge.Take(3, new WatermarkSignal(70));
        Assert.Equal(70, merge.Spread);
        merge.Take(2, new WatermarkSignal(30, IsIdle: true));
        Assert.Equal(30, merge.Spread);
    }

    private static WatermarkMerge Check(long expected, Signal[] signals, bool expectedIdle = false, int[]? untimed = null)
    {
        var merge = new WatermarkMerge([(1, true), (2, true), .. (untimed ?? []).Select(sender => (sender, false))]);
        foreach (var (sender, watermark, isIdle) in signals)
            merge.Take(sender, new WatermarkSignal(watermark, isIdle));
        Assert.Equal((expected, expectedIdle), (merge.Current, merge.IsIdle));
        return merge;
    }

    internal readonly record struct Signal(int Sender, long Watermark, bool IsIdle)
    {
        public static implicit operator Signal((int Sender, long Watermark) signal) => new(signal.Sender, signal.Watermark, false);

        public static implicit operator Signal((int Sender, long Watermark, bool IsIdle) signal) => new(signal.Sender, signal.Watermark, signal.IsIdle);
    }
}
