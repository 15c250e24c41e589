using Topology.Runtime.Watermarks;

namespace Topology.Runtime.Tests.Watermarks;

public class LossWaitTests
{
    private const long Patience = AwaitedReplays.Patience;

    private readonly LossWait _wait = new();

    [Fact]
    public void When_nothing_is_lost_Then_nobody_is_waited_for()
    {
        Assert.False(_wait.Look(0, 0));
        Assert.False(_wait.Hear(1));

        Assert.Equal((false, long.MaxValue), (_wait.IsOn, _wait.Until));
    }

    [Fact]
    public void When_senders_are_known_Then_each_of_them_is_waited_for()
    {
        _wait.Begin(0, [1, 2]);

        Assert.False(_wait.Hear(1));
        Assert.False(_wait.Hear(7));
        Assert.True(_wait.IsOn);
        Assert.True(_wait.Hear(2));
        Assert.False(_wait.IsOn);
    }

    [Fact]
    public void When_senders_are_not_known_Then_anybody_will_do()
    {
        _wait.Begin(0, []);

        Assert.True(_wait.Hear(7));
    }

    [Fact]
    public void When_nobody_says_anything_Then_patience_ends()
    {
        _wait.Begin(0, [1]);

        Assert.False(_wait.Look(Patience - 1, 0));
        Assert.True(_wait.Look(Patience, 0));
        Assert.False(_wait.IsOn);
    }

    [Fact]
    public void While_the_executor_takes_nothing_Then_patience_does_not_run()
    {
        _wait.Begin(0, [1]);
        _wait.Suspend();

        Assert.False(_wait.Look(Patience * 3, 0));
        Assert.False(_wait.Look(Patience * 4 - 1, 0));
        Assert.True(_wait.Look(Patience * 4, 0));
    }

    [Fact]
    public void While_what_was_on_its_way_is_not_executed_Then_patience_does_not_run_for_a_minute()
    {
        _wait.Begin(0, [1]);
        _wait.Restart(backlogEnd: 10);
        Assert.False(_wait.Look(0, 0));
        Assert.False(_wait.Look(Patience * 2, 9));

        Assert.False(_wait.Look(Patience * 3 - 1, 10));
        Assert.True(_wait.Look(Patience * 3, 10));
        _wait.Begin(0, [1]);
        _wait.Restart(backlogEnd: 20);
        Assert.False(_wait.Look(0, 10));
        Assert.False(_wait.Look(TimeSpan.TicksPerMinute - 1, 10));
        Assert.True(_wait.Look(TimeSpan.TicksPerMinute + Patience, 10));
    }

    [Fact]
    public void When_it_is_given_up_Then_it_says_whether_it_was_on()
    {
        _wait.Begin(0, [1]);

        Assert.True(_wait.End());
        Assert.False(_wait.End());
    }
}
