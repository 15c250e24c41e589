using Topology.Runtime.Checkpoints;

namespace Topology.Runtime.Tests.Checkpoints;

/// <summary>What a tracker puts into manifests, what it keeps, answers and counts.</summary>
public class TrackedChainTests
{
    private readonly TrackerKit _kit = new();

    [Fact]
    public void When_a_piece_is_full_Then_it_replaces_those_of_its_state_else_it_is_appended()
    {
        _kit.Complete(1, "totals", "names");
        _kit.Complete(2, "+totals");
        _kit.Complete(3);
        Assert.Equal(["1/totals", "1/names", "2/totals"], _kit.Chain);

        _kit.Complete(4, "+names", "totals");

        Assert.Equal(["1/names", "4/names", "4/totals"], _kit.Chain);
    }

    [Fact]
    public void When_one_is_given_up_Then_its_pieces_are_in_no_chain()
    {
        _kit.Complete(1, "totals");
        _kit.Advance(10);
        _kit.Written(1, 2, "totals");
        _kit.Died(0);
        _kit.Advance(10);
        _kit.Written(0, 3);
        _kit.Written(1, 3, "+totals");
        _kit.Failed(3);
        _kit.Advance(10);

        _kit.Complete(4, "+totals");

        Assert.Equal(["1/totals", "4/totals"], _kit.Chain);
    }

    [Fact]
    public void When_it_begins_with_a_checkpoint_Then_chains_go_on_from_that()
    {
        _kit.Complete(1, "totals");
        var next = new TrackerKit(rules => rules with { LastId = 5, Restored = _kit.Manifest });

        next.Complete(6, "+totals");

        Assert.Equal(["1/totals", "6/totals"], next.Chain);
    }

    [Fact]
    public void When_a_tasks_source_had_ended_before_Then_its_part_stays_as_it_was_and_is_done()
    {
        _kit.Complete(1, "totals");
        var restored = _kit.Manifest with { Tasks = [.. _kit.Manifest.Tasks, new TaskManifest("gone", 0, true, [])] };
        var next = new TrackerKit(rules => rules with { LastId = 1, Restored = restored });

        next.Complete(2);

        Assert.True(next.Manifest.Tasks.Single(task => task.Component == "gone").IsDone);
    }

    [Fact]
    public void When_there_are_more_than_three_Then_the_oldest_is_pruned()
    {
        for (var id = 1; id <= 3; id++)
            Assert.Equal($"complete {id}", _kit.Complete(id));

        Assert.Equal("complete 4, prune 1 until 4", _kit.Complete(4));
        Assert.Equal("complete 5, prune 2 until 5", _kit.Complete(5));
    }

    [Fact]
    public void When_the_store_holds_some_already_Then_they_are_pruned_too()
    {
        var kit = new TrackerKit(rules => rules with { LastId = 9, Stored = [9, 8, 4, 2], Keep = 2 });

        Assert.Equal("complete 10, prune 2+4+8 until 10", kit.Complete(10));
    }

    [Fact]
    public void When_one_is_asked_for_Then_it_begins_at_once_and_is_answered_when_all_have_acted_on_it()
    {
        Assert.Equal("begin 1", _kit.Ask());
        _kit.Written(0, 1);
        _kit.Written(1, 1);
        _kit.Committed(1);
        Assert.Equal("", _kit.Settled(0, 1));

        Assert.Equal("answer 1", _kit.Settled(1, 1));
    }

    [Fact]
    public void When_one_is_asked_for_meanwhile_Then_it_begins_after_the_one_under_way()
    {
        _kit.Advance(10);
        Assert.Equal("", _kit.Ask(isFinal: true));
        _kit.Written(0, 1);
        _kit.Written(1, 1);
        _kit.Committed(1);
        Assert.False(_kit.Manifest.IsFinal);
        _kit.Settled(0, 1);

        Assert.Equal("begin 2", _kit.Settled(1, 1));

        Assert.Equal("abort 2, answer disk full", _kit.Failed(2));
    }

    [Fact]
    public void When_the_one_under_way_is_given_up_Then_the_one_asked_for_begins_without_a_pause()
    {
        _kit.Advance(10);
        _kit.Ask();

        Assert.Equal("abort 1, begin 2", _kit.Died(0));
    }

    [Fact]
    public void When_nobody_asked_for_it_Then_nobody_is_answered()
    {
        _kit.Ask();
        _kit.Failed(1);
        _kit.Advance(10);

        Assert.Equal("abort 2", _kit.Failed(2));
    }

    [Fact]
    public void When_it_is_complete_Then_the_figures_tell_of_it()
    {
        _kit.Complete(1, "totals", "names");
        _kit.Advance(10);
        Assert.Equal((2, 1), (_kit.Figures.Running, _kit.Figures.LastId));
        Assert.Equal([0, 1], _kit.Figures.WaitingFor);
        _kit.Written(0, 2);
        Assert.Equal([1], _kit.Figures.WaitingFor);
        _kit.Advance(3);
        _kit.Written(1, 2, "+totals");
        Assert.Empty(_kit.Figures.WaitingFor);
        _kit.Committed(2);

        var figures = _kit.Figures;
        Assert.Equal((2, _kit.Now, TimeSpan.FromSeconds(3)), (figures.LastId, figures.LastAt, figures.Duration));
        Assert.Equal((100, 300), (figures.WrittenBytes, figures.Bytes));
        Assert.Equal((TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(2)), (figures.Aligning, figures.Copying));
        Assert.Equal((2, 0, null), (figures.Completed, figures.Failed, figures.Running));
    }

    [Fact]
    public void When_some_fail_Then_the_figures_count_them_until_one_is_complete()
    {
        _kit.Advance(10);
        _kit.Failed(1);
        _kit.Advance(10);
        _kit.Advance(25);
        Assert.Equal((2, 2, "executors 0, 1 had not finished after 00:00:25"), (_kit.Figures.Failed, _kit.Figures.FailedInARow, _kit.Figures.LastFailure));
        _kit.Advance(10);

        _kit.Complete(3);

        Assert.Equal((2, 0, 1), (_kit.Figures.Failed, _kit.Figures.FailedInARow, _kit.Figures.Completed));
    }
}
