using Topology.Runtime.Execution;

namespace Topology.Runtime.Tests.Execution;

/// <summary>How often a slice looks at the clock, and how long an idle spout is left alone.</summary>
public class PacingTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;
    private const long Microsecond = TimeSpan.TicksPerMicrosecond;

    [Fact]
    public void When_nothing_is_known_yet_Then_the_clock_is_looked_at_after_one_call() => Assert.True(new CheckInterval().IsDue(1));

    [Fact]
    public void When_calls_are_cheap_Then_twice_as_many_are_made_each_time_up_to_64()
    {
        var checks = new CheckInterval();

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 64], Enumerable.Range(0, 8).Select(_ => CallsUntilDue(ref checks, elapsed: 50 * Microsecond)));
    }

    [Fact]
    public void When_calls_become_slow_Then_each_is_followed_by_a_look()
    {
        var checks = new CheckInterval();
        for (var i = 0; i < 8; i++)
            CallsUntilDue(ref checks, elapsed: 0);
        CallsUntilDue(ref checks, elapsed: 50 * Microsecond + 1);

        Assert.Equal(1, CallsUntilDue(ref checks, elapsed: 10 * Millisecond));
        Assert.Equal(1, CallsUntilDue(ref checks, elapsed: 0));
        Assert.Equal(2, CallsUntilDue(ref checks, elapsed: 0));
    }

    [Fact]
    public void When_calls_are_counted_together_Then_what_is_left_falls_by_them_but_never_below_one()
    {
        var checks = new CheckInterval();
        checks.Adapt(0);
        checks.Adapt(0);
        Assert.Equal(4, checks.Left);

        Assert.False(checks.IsDue(3));
        Assert.Equal(1, checks.Left);
        Assert.True(checks.IsDue(5));
        Assert.Equal(1, checks.Left);
    }

    [Fact]
    public void When_a_spout_goes_on_emitting_nothing_Then_it_is_asked_after_1_ms_doubling_to_20()
    {
        var backOff = new IdleBackOff();

        Assert.Equal([1, 2, 4, 8, 16, 20, 20], Enumerable.Range(0, 7).Select(_ => backOff.Next(0) / Millisecond));
    }

    [Fact]
    public void When_it_has_emitted_Then_it_begins_with_1_ms_again()
    {
        var backOff = new IdleBackOff();
        backOff.Next(0);
        backOff.Next(0);
        backOff.Reset();

        Assert.Equal(Millisecond, backOff.Next(0));
    }

    [Fact]
    public void When_spouts_become_idle_at_different_times_Then_they_are_asked_at_the_same_one_and_always_in_the_future()
    {
        for (var now = 160 * Millisecond; now < 180 * Millisecond; now += Millisecond / 3)
        {
            var backOff = new IdleBackOff();
            var next = Enumerable.Range(0, 6).Select(_ => backOff.Next(now)).ToList();

            Assert.Equal(180 * Millisecond, next[^1]);
            Assert.All(next.Zip([1, 2, 4, 8, 16, 20]), it => Assert.InRange(it.First - now, 1, it.Second * Millisecond));
        }
    }

    private static int CallsUntilDue(ref CheckInterval checks, long elapsed)
    {
        var calls = 1;
        while (!checks.IsDue(1))
            calls++;
        checks.Adapt(elapsed);
        return calls;
    }
}
