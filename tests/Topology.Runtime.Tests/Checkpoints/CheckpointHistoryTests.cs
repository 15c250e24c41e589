using Topology.Runtime.Checkpoints;
using Topology.Runtime.Planning;
using static Topology.Runtime.Tests.Checkpoints.Manifests;

namespace Topology.Runtime.Tests.Checkpoints;

public class CheckpointHistoryTests
{
    private static readonly TopologyPlan Plan = new(new TopologySpec([]), new TopologyConfig());

    private readonly MemoryCheckpointStore _store = new();
    private readonly CheckpointHistory _history;

    public CheckpointHistoryTests() => _history = new CheckpointHistory("sums", _store, (_, _) => { });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_another_run_was_stopped_Then_its_last_checkpoint_is_begun_with_unless_that_is_not_wanted()
    {
        await _store.CommitAsync("sums", Of(4) with { Run = "sums-1", Term = 1 }, Token);

        await _history.LeadAsync("sums-2", 2, resumes: true);
        Assert.Equal((4L, 4L, 2L), (_history.Last!.Id, _history.LastId, _history.Term));

        await _history.LeadAsync("sums-3", 3, resumes: false);
        Assert.Null(_history.Last);
        await _history.DeleteUselessAsync();
        Assert.Empty(await _store.ListAsync("sums", Token));
    }

    [Fact]
    public async Task When_another_run_has_completed_Then_nothing_of_it_is_used_but_its_own_is()
    {
        await _store.CommitAsync("sums", Of(4) with { Run = "sums-1", Term = 1 }, Token);
        await _store.CommitAsync("sums", Of(5) with { Run = "sums-1", Term = 1, IsFinal = true }, Token);
        await _history.FollowAsync("sums-1", resumes: true);
        Assert.Equal(5, _history.Last!.Id);

        await _history.FollowAsync("sums-2", resumes: true);
        Assert.Null(_history.Last);
        await _store.CommitAsync("sums", Of(6) with { Run = "sums-2" }, Token); // a savepoint it was submitted with
        await _history.LeadAsync("sums-2", 2, resumes: false);
        Assert.Equal(6, _history.Last!.Id);
        await _history.DeleteUselessAsync();

        Assert.Equal([6], (await _store.ListAsync("sums", Token)).Select(manifest => manifest.Id));
    }

    [Fact]
    public async Task When_numbers_run_out_Then_more_are_taken()
    {
        await _history.LeadAsync("sums-1", 1, resumes: true);
        _history.Begun(_history.LastId + 95);
        Assert.Equal(5, _history.IdsLeft);

        await _history.ReserveAsync();

        Assert.Equal(105, _history.IdsLeft);
    }

    [Fact]
    public async Task When_a_commit_failed_but_was_done_Then_that_checkpoint_is_gone_back_to()
    {
        await CompleteAsync(1);
        await _store.CommitAsync("sums", Of(2), Token);
        _ = _history.Committing(2, Task.FromException(new CheckpointStoreException("the connection broke")));

        await _history.ReadAsync(Plan);

        Assert.Equal(2, _history.Last!.Id);
    }

    [Fact]
    public async Task When_a_commit_is_under_way_Then_going_back_waits_for_it()
    {
        await CompleteAsync(1);
        var commit = new TaskCompletionSource();
        _ = _history.Committing(2, commit.Task);

        var reading = _history.ReadAsync(Plan);
        Assert.False(reading.IsCompleted);
        await _store.CommitAsync("sums", Of(2), Token);
        commit.SetResult();
        await reading;

        Assert.Equal(2, _history.Last!.Id);
    }

    [Fact]
    public async Task When_a_commit_failed_and_was_not_done_Then_the_one_before_is_gone_back_to()
    {
        await CompleteAsync(1);
        _ = _history.Committing(2, Task.FromException(new CheckpointStoreException("disk full")));

        await _history.ReadAsync(Plan);

        Assert.Equal(1, _history.Last!.Id);
    }

    [Fact]
    public async Task When_one_is_known_to_be_complete_late_Then_the_newest_stays_the_last()
    {
        await CompleteAsync(2);
        await CompleteAsync(1);

        Assert.Equal(2, _history.Last!.Id);
        Assert.Equal([2, 1], _history.Stored);
    }

    [Fact]
    public async Task When_it_begins_after_a_run_that_has_completed_Then_doubts_do_not_bring_its_savepoints_back()
    {
        await _store.CommitAsync("sums", Of(1) with { Savepoint = "kept" }, Token);
        await _history.OpenAsync(resumes: true);
        Assert.Null(_history.Last);
        await _store.CommitAsync("sums", Of(3), Token);
        _ = _history.Committing(3, Task.FromException(new CheckpointStoreException("the connection broke")));

        await _history.ReadAsync(Plan);

        Assert.Equal([3], _history.Stored);
    }

    private async Task CompleteAsync(long checkpoint)
    {
        await _history.Committing(checkpoint, _store.CommitAsync("sums", Of(checkpoint), Token));
        _history.Completed(Of(checkpoint));
    }
}
