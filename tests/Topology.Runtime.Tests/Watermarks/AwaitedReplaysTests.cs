using Topology.Runtime.Watermarks;

namespace Topology.Runtime.Tests.Watermarks;

public class AwaitedReplaysTests
{
    private const long Settling = AwaitedReplays.Settling;
    private const long Patience = AwaitedReplays.Patience;

    private readonly AwaitedReplays _replays = new();

    [Fact]
    public void When_nothing_has_failed_Then_nothing_is_awaited() => Check(false, 0);

    [Fact]
    public void When_all_were_emitted_again_Then_it_lasts_for_as_long_as_others_may_hear_of_the_failure()
    {
        Fail(1, 2);
        _replays.Emitted(2, 1);
        _replays.Emitted(1, 1);

        Check(true, Settling - 1);
        Check(false, Settling);
    }

    [Fact]
    public void When_more_fails_meanwhile_Then_it_lasts_from_then_on()
    {
        Fail(1);
        _replays.Emitted(1, 1);
        _replays.Failed(2, Settling / 2);
        _replays.Emitted(2, Settling / 2);

        Check(true, Settling);
        Check(false, Settling * 3 / 2);
    }

    [Fact]
    public void When_one_is_not_emitted_again_Then_it_is_waited_for_as_long_as_others_are()
    {
        Fail(1, 2);
        _replays.Emitted(1, Patience / 2);

        Check(true, Patience);
        Check(false, Patience * 3 / 2);
    }

    [Fact]
    public void When_only_others_are_emitted_Then_patience_ends()
    {
        Fail(1);
        _replays.Emitted(7, Patience / 2);

        Check(false, Patience);
    }

    [Fact]
    public void When_the_spout_has_nothing_to_emit_Then_what_is_missing_will_not_come()
    {
        Fail(1);
        _replays.NothingEmitted();

        Check(false, Settling);
    }

    [Fact]
    public void While_the_spout_is_not_asked_Then_patience_does_not_run()
    {
        Fail(1);
        _replays.Withhold();
        Check(true, Patience * 3);
        Assert.Equal(long.MaxValue, _replays.LookAt);

        _replays.Ask(Patience * 3);

        Check(true, Patience * 4 - 1);
        Check(false, Patience * 4);
    }

    [Fact]
    public void When_the_instance_is_gone_Then_the_next_one_is_waited_for_until_it_has_nothing_to_emit()
    {
        Fail(1);
        _replays.Abandon();
        Check(true, Patience * 3);
        _replays.Ask(Patience * 3);
        _replays.Emitted(7, Patience * 3);
        Check(true, Patience * 3);

        _replays.NothingEmitted();

        Check(false, Patience * 3);
        Assert.Equal(long.MaxValue, _replays.LookAt);
    }

    [Fact]
    public void When_the_instance_is_gone_and_nothing_was_awaited_Then_nothing_is()
    {
        _replays.Abandon();

        Check(false, 0);
    }

    [Fact]
    public void When_failures_are_expected_Then_they_are_waited_for_as_long_as_others_may_hear_of_them()
    {
        _replays.Expect(0);

        Assert.True(_replays.TakeNew());
        Check(true, Settling - 1);
        Check(false, Settling);
    }

    [Fact]
    public void When_something_fails_Then_that_is_told_once()
    {
        Assert.False(_replays.TakeNew());
        Fail(1, 2);

        Assert.True(_replays.TakeNew());
        Assert.False(_replays.TakeNew());
    }

    private void Fail(params int[] ids)
    {
        foreach (var id in ids)
            _replays.Failed(id, 0);
    }

    private void Check(bool expected, long now)
    {
        _replays.Look(now);
        Assert.Equal(expected, _replays.IsWaiting);
    }
}
