using Topology.Runtime.Execution;

namespace Topology.Runtime.Tests.Execution;

public class LinkPaceTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;

    [Fact]
    public void When_nothing_was_sent_Then_the_first_goes_at_once() => Assert.True(new LinkPace().IsDue(0));

    [Theory]
    [InlineData(5 * Millisecond, 5 * Millisecond + 1, false)]
    [InlineData(5 * Millisecond, 6 * Millisecond - 1, false)]
    [InlineData(6 * Millisecond - 1, 6 * Millisecond, true)]
    [InlineData(5 * Millisecond, 99 * Millisecond, true)]
    public void When_one_was_sent_Then_the_next_goes_in_another_millisecond_of_the_clock(long sent, long now, bool isDue)
    {
        var pace = new LinkPace();
        pace.Sent(sent);

        Assert.Equal(isDue, pace.IsDue(now));
    }

    [Theory]
    [InlineData(5 * Millisecond, 6 * Millisecond)]
    [InlineData(6 * Millisecond - 1, 6 * Millisecond)]
    public void The_next_millisecond_is_the_clocks(long now, long next) => Assert.Equal(next, LinkPace.After(now));
}
