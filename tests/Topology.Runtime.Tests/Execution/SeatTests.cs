using Topology.Runtime.Execution;

namespace Topology.Runtime.Tests.Execution;

/// <summary>When an executor counts as slow and when no longer.</summary>
public class SeatTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;

    private readonly Seat _seat = new();

    [Fact]
    public void When_slices_last_as_long_as_they_should_Then_the_executor_is_not_slow()
    {
        Assert.False(_seat.IsSlow);
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.False(IsSlowAfter(4 * Millisecond)));
    }

    [Fact]
    public void When_slices_are_short_Then_it_is_quick_until_their_average_is_100_microseconds()
    {
        Assert.True(_seat.IsQuick);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(IsQuickAfter(90 * TimeSpan.TicksPerMicrosecond)));
        Assert.True(IsQuickAfter(Millisecond / 8), "a single slice decides nothing");
        Assert.Contains(Enumerable.Range(0, 10), _ => !IsQuickAfter(Millisecond / 4));
        Assert.Contains(Enumerable.Range(0, 20), _ => IsQuickAfter(Millisecond / 100));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void When_one_slice_blocks_now_and_then_Then_it_is_not_quick_for_256_slices_after(bool wasHeld)
    {
        if (wasHeld)
            _seat.MarkSlow();
        else
            _seat.Note(5 * Millisecond);
        Assert.False(_seat.IsQuick);
        Assert.All(Enumerable.Range(1, 255), _ => Assert.False(IsQuickAfter(0)));

        Assert.True(IsQuickAfter(0));
    }

    [Fact]
    public void When_one_slice_is_long_Then_that_alone_decides_nothing()
    {
        Assert.False(IsSlowAfter(TimeSpan.TicksPerHour));
        Assert.False(IsSlowAfter(0));
        Assert.False(IsSlowAfter(TimeSpan.TicksPerHour));
    }

    [Fact]
    public void When_slices_go_on_being_long_Then_it_is_slow_after_six()
    {
        Assert.Equal([false, false, false, false, false, true], Enumerable.Range(0, 6).Select(_ => IsSlowAfter(8 * Millisecond)));
    }

    [Fact]
    public void When_a_thread_was_held_Then_it_is_slow_at_once()
    {
        _seat.MarkSlow();

        Assert.True(_seat.IsSlow);
    }

    [Fact]
    public void When_slices_are_short_again_Then_it_is_no_longer_slow_once_the_average_is_below_3_ms()
    {
        _seat.MarkSlow(); // at 8 ms
        for (var i = 1; i <= 7; i++)
            Assert.True(IsSlowAfter(0), $"after {i} slices the average is {8 * Math.Pow(7 / 8.0, i)} ms");

        Assert.False(IsSlowAfter(0));
    }

    [Fact]
    public void When_slices_stay_between_the_two_limits_Then_nothing_changes()
    {
        _seat.MarkSlow();

        Assert.All(Enumerable.Range(0, 60), _ => Assert.True(IsSlowAfter(7 * Millisecond / 2)));
    }

    [Fact]
    public void When_it_stays_slow_Then_it_is_tried_after_64_slices_and_after_each_failed_trial_twice_as_many_up_to_4096()
    {
        _seat.MarkSlow();
        var trials = new List<int>();
        for (var trial = 0; trial < 9; trial++)
        {
            var slices = 1;
            while (IsSlowAfter(8 * Millisecond))
                slices++;
            trials.Add(slices);
            Assert.True(IsSlowAfter(8 * Millisecond), "one long slice ends the trial");
        }

        Assert.Equal([64, 128, 256, 512, 1024, 2048, 4096, 4096, 4096], trials);
    }

    [Fact]
    public void When_a_trial_goes_well_Then_it_stays_on_the_common_threads()
    {
        _seat.MarkSlow();
        while (IsSlowAfter(8 * Millisecond))
        {
        }

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.False(IsSlowAfter(2 * Millisecond)));
    }

    private bool IsQuickAfter(long ticks)
    {
        _seat.Note(ticks);
        return _seat.IsQuick;
    }

    private bool IsSlowAfter(long ticks)
    {
        _seat.Note(ticks);
        return _seat.IsSlow;
    }
}
