using Topology.Runtime.Checkpoints;

namespace Topology.Runtime.Tests.Checkpoints;

/// <summary>The life of one checkpoint after the other.</summary>
public class CheckpointTrackerTests
{
    private readonly TrackerKit _kit = new();

    [Fact]
    public void When_the_interval_is_over_Then_one_begins()
    {
        Assert.Equal(_kit.Now + TrackerKit.Interval, _kit.Tracker.NextLook);
        Assert.Equal("", _kit.Advance(9.9));
        Assert.Equal("begin 1", _kit.Advance(0.1));
        Assert.Equal("", _kit.Advance(10));
        Assert.Equal(_kit.Now + TrackerKit.Timeout - TrackerKit.Interval, _kit.Tracker.NextLook);
    }

    [Fact]
    public void When_the_clock_is_set_back_Then_the_next_one_begins_after_the_interval_all_the_same()
    {
        _kit.Advance(4);
        Assert.Equal("", _kit.Advance(-3600));

        Assert.Equal(_kit.Now + TimeSpan.FromSeconds(6), _kit.Tracker.NextLook);
        Assert.Equal("", _kit.Advance(5.9));
        Assert.Equal("begin 1", _kit.Advance(0.1));
    }

    [Fact]
    public void When_the_clock_is_set_back_unseen_Then_it_is_to_be_looked_at_without_a_wait_and_no_duration_is_negative()
    {
        Assert.Equal(TrackerKit.Interval, _kit.Tracker.WaitAt(_kit.Now));
        Assert.Equal(TimeSpan.Zero, _kit.Tracker.WaitAt(_kit.Now.AddDays(-400)));
        _kit.Advance(10);
        _kit.Written(0, 1);
        _kit.Written(1, 1);

        _kit.SetBack(400);
        _kit.Committed(1);

        Assert.Equal(TimeSpan.Zero, _kit.Figures.Duration);
        Assert.Equal(Timeout.InfiniteTimeSpan, _kit.Tracker.WaitAt(_kit.Now));
    }

    [Fact]
    public void When_the_clock_is_set_back_during_one_Then_it_is_given_up_after_the_time_out_all_the_same()
    {
        _kit.Advance(10);
        _kit.Advance(-3600);

        Assert.Equal("", _kit.Advance(24.9));
        Assert.StartsWith("abort 1", _kit.Advance(0.1), StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_source_waits_for_one_Then_it_begins_soon_but_not_at_once_after_the_one_before()
    {
        _kit.Complete(1, "totals");
        _kit.Settled(0, 1);
        _kit.Settled(1, 1);

        Assert.Equal("", _kit.Hurry());
        Assert.Equal("", _kit.Advance(0.09));
        Assert.Equal("begin 2", _kit.Advance(0.01));
    }

    [Fact]
    public void When_the_last_one_failed_Then_nobody_can_hurry_the_next()
    {
        _kit.Advance(10);
        _kit.Failed(1);

        Assert.Equal("", _kit.Hurry());
        Assert.Equal("", _kit.Advance(9.9));
        Assert.Equal("begin 2", _kit.Advance(0.1));
    }

    [Fact]
    public void When_nobody_wants_any_Then_none_begins()
    {
        var rules = new CheckpointRules { Executors = [0], Interval = TrackerKit.Interval, Timeout = TrackerKit.Timeout };
        var tracker = new CheckpointTracker(rules, _kit.Now);

        Assert.Empty(tracker.Look(_kit.Now + TimeSpan.FromDays(1)));
        Assert.False(tracker.IsWanted);
        Assert.IsType<CheckpointEffect.Begin>(Assert.Single(tracker.Ask(false, _kit.Now)));
        Assert.True(tracker.IsWanted);
    }

    [Fact]
    public void When_all_have_written_and_the_manifest_is_committed_Then_it_is_complete()
    {
        _kit.Advance(10);

        Assert.Equal("", _kit.Written(1, 1, "totals"));
        Assert.Equal("", _kit.Written(1, 1, "totals"));
        Assert.Equal("commit 1", _kit.Written(0, 1));
        Assert.Equal("complete 1", _kit.Committed(1));
        Assert.Equal("", _kit.Committed(1));
        Assert.Equal(["1/totals"], _kit.Chain);
    }

    [Fact]
    public void When_a_snapshot_builds_on_one_that_was_given_up_Then_it_is_given_up_too()
    {
        _kit.Complete(1, "totals");
        _kit.Settled(0, 1);
        _kit.Settled(1, 1);
        _kit.Advance(10);
        Assert.Equal("", _kit.WrittenUpon(1, 1, 2, "+totals"));
        _kit.Failed(2);
        _kit.Advance(10);

        Assert.StartsWith("abort 3", _kit.WrittenUpon(2, 1, 3, "+totals"), StringComparison.Ordinal);
        Assert.Contains("checkpoint 2 was given up", _kit.Figures.LastFailure);
        Assert.Equal(["1/totals"], _kit.Chain);
    }

    [Fact]
    public void When_executors_have_not_acted_on_one_Then_the_next_one_waits()
    {
        _kit.Advance(10);
        _kit.Written(0, 1);
        _kit.Written(1, 1);
        _kit.Committed(1);

        Assert.Equal("", _kit.Advance(100));
        Assert.Equal(DateTimeOffset.MaxValue, _kit.Tracker.NextLook);
        Assert.Equal("", _kit.Settled(0, 1));
        Assert.Equal("", _kit.Settled(0, 1));
        Assert.Equal("begin 2", _kit.Settled(1, 1));
    }

    [Fact]
    public void When_an_executor_dies_before_it_has_acted_on_one_Then_nobody_waits_for_it()
    {
        _kit.Advance(10);
        _kit.Written(0, 1);
        _kit.Written(1, 1);
        _kit.Committed(1);
        _kit.Settled(0, 1);

        Assert.Equal("", _kit.Died(1));

        Assert.Equal("begin 2", _kit.Advance(10));
    }

    [Theory]
    [InlineData("failure")]
    [InlineData("death")]
    [InlineData("time-out")]
    public void When_something_goes_wrong_while_executors_write_Then_it_is_given_up_and_its_id_never_used_again(string what)
    {
        _kit.Advance(10);
        _kit.Written(0, 1);

        Assert.Equal("abort 1", Break(what));

        Assert.Equal("", _kit.Written(1, 1));
        Assert.Equal("", _kit.Committed(1));
        Assert.Equal("", _kit.Failed(1));
        Assert.Equal("begin 2", _kit.Advance(10));
        Assert.Equal("", _kit.Written(1, 1));
        Assert.Equal("", _kit.Written(1, 2));
        Assert.Equal("commit 2", _kit.Written(0, 2));
    }

    [Theory]
    [InlineData("failure")]
    [InlineData("death")]
    [InlineData("time-out")]
    public void When_something_goes_wrong_while_the_manifest_is_committed_Then_it_is_given_up(string what)
    {
        _kit.Advance(10);
        _kit.Written(0, 1);
        _kit.Written(1, 1, "totals");

        Assert.Equal("abort 1", Break(what));

        Assert.Equal("", _kit.Committed(1));
        Assert.Equal("begin 2", _kit.Advance(10));
    }

    [Fact]
    public void When_something_is_said_of_another_one_Then_it_changes_nothing()
    {
        _kit.Complete(1);
        _kit.Advance(10);

        Assert.Equal("", _kit.Failed(1));
        Assert.Equal("", _kit.Settled(0, 1));
        Assert.Equal("", _kit.Written(0, 1));
        Assert.Equal(2, _kit.Figures.Running);
    }

    [Fact]
    public void When_nothing_is_under_way_Then_a_death_changes_nothing()
    {
        Assert.Equal("", _kit.Died(0));
        Assert.Equal(0, _kit.Figures.Failed);
    }

    [Fact]
    public void When_it_fails_again_and_again_Then_the_pause_grows_up_to_half_a_minute()
    {
        var pauses = new List<double>();
        var kit = new TrackerKit(rules => rules with { Interval = TimeSpan.FromSeconds(2) });
        kit.Advance(2);
        for (var id = 1; id <= 6; id++)
        {
            kit.Failed(id);
            var since = kit.Now;
            pauses.Add((kit.Tracker.NextLook - since).TotalSeconds);
            kit.Advance(pauses[^1]);
        }

        Assert.Equal([2, 4, 8, 16, 30, 30], pauses);
    }

    [Fact]
    public void When_the_interval_is_longer_than_the_longest_pause_Then_the_interval_counts()
    {
        var kit = new TrackerKit(rules => rules with { Interval = TimeSpan.FromMinutes(5) });
        kit.Advance(300);

        kit.Failed(1);

        Assert.Equal(kit.Now + TimeSpan.FromMinutes(5), kit.Tracker.NextLook);
    }

    [Fact]
    public void When_ids_were_used_before_Then_they_go_on_after_the_highest()
    {
        var kit = new TrackerKit(rules => rules with { LastId = 41 });

        Assert.Equal("begin 42", kit.Advance(10));
    }

    private string Break(string what) => what switch
    {
        "failure" => _kit.Failed(1),
        "death" => _kit.Died(1),
        _ => _kit.Advance(25),
    };
}
