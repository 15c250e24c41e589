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
    public void When_the_instance_is_gone_Then_nothing_is_awaited()
    {
        Fail(1);
        _replays.Clear();

        Check(false, 0);
        Assert.Equal(long.MaxValue, _replays.LookAt);
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
