using Topology.Runtime.Checkpoints;
using static Topology.Runtime.Tests.Checkpoints.Manifests;

namespace Topology.Runtime.Tests.Checkpoints;

/// <summary>What every store of checkpoints does.</summary>
public abstract class CheckpointStoreTests
{
    protected const string Topology = "wordcount";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData(5_000_000)]
    public async Task When_a_piece_was_written_Then_it_reads_the_same(int length)
    {
        var store = await NewStoreAsync();
        var content = Content(length);

        await store.WriteAsync(Topology, "1/count/0/totals", content, Token);
        var copy = content.ToArray();
        Array.Clear(content); // the caller's memory is its own again
        var read = await store.ReadAsync(Topology, "1/count/0/totals", Token);

        Assert.True(read.Span.SequenceEqual(copy));
    }

    [Fact]
    public async Task When_a_piece_is_written_again_Then_it_is_replaced()
    {
        var store = await NewStoreAsync();

        await store.WriteAsync(Topology, "1/a", Content(3_000_000), Token);
        await store.WriteAsync(Topology, "1/a", Content(10), Token);

        Assert.Equal(Content(10), (await store.ReadAsync(Topology, "1/a", Token)).ToArray());
    }

    [Fact]
    public async Task When_another_one_takes_the_lead_Then_the_former_one_commits_nothing_and_gets_no_ids()
    {
        var store = await NewStoreAsync();
        Assert.Equal(1, await store.LeadAsync(Topology, 5, 100, Token));
        Assert.Equal(101, await store.LeadAsync(Topology, 5, 10, Token));
        await store.CommitAsync(Topology, Of(1) with { Term = 5 }, Token);

        Assert.Equal(111, await store.LeadAsync(Topology, 7, 1, Token));

        Assert.Contains("led with term 7", (await Assert.ThrowsAsync<CheckpointLeadLostException>(() => store.LeadAsync(Topology, 6, 1, Token))).Message);
        await Assert.ThrowsAsync<CheckpointLeadLostException>(() => store.CommitAsync(Topology, Of(2) with { Term = 5 }, Token));
        await store.CommitAsync(Topology, Of(111) with { Term = 7 }, Token);
        await store.CommitAsync(Topology, Of(112), Token);
        Assert.Equal([112, 111, 1], (await store.ListAsync(Topology, Token)).Select(manifest => manifest.Id));
        Assert.Equal(1, await store.LeadAsync("other", 1, 1, Token));
    }

    [Fact]
    public async Task When_there_are_checkpoints_and_pieces_Then_the_ids_given_are_beyond_them()
    {
        var store = await NewStoreAsync();
        await store.CommitAsync(Topology, Of(3) with { Run = "wordcount-1", IsFinal = true }, Token);
        Assert.Equal(4, await store.LeadAsync(Topology, 1, 1, Token));
        await store.WriteAsync(Topology, "9/a", Content(10), Token);

        Assert.Equal(10, await store.LeadAsync(Topology, 2, 1, Token));

        var manifest = Assert.Single(await store.ListAsync(Topology, Token));
        Assert.Equal(("wordcount-1", true), (manifest.Run, manifest.IsFinal));
    }

    [Fact]
    public async Task When_a_piece_is_missing_Then_the_error_names_it_and_what_to_do()
    {
        var store = await NewStoreAsync();
        await store.WriteAsync("other", "1/a", Content(10), Token);

        var error = await Damaged(() => store.ReadAsync(Topology, "1/a", Token));

        Assert.Contains("\"wordcount\"", error.Message);
        Assert.Contains("\"1/a\"", error.Message);
        Assert.Contains("Use another checkpoint", error.Message);
    }

    [Fact]
    public async Task When_checkpoints_are_committed_Then_they_are_listed_as_they_were_newest_first()
    {
        var store = await NewStoreAsync();
        await store.WriteAsync(Topology, "2/a", Content(10), Token);
        var first = Of(2, "vor \"Umzug\" ✓", ("2/a", 10));

        Assert.Empty(await store.ListAsync(Topology, Token));
        await store.CommitAsync(Topology, first, Token);
        await store.CommitAsync(Topology, Of(10, ("2/a", 10)), Token);
        await store.CommitAsync("other", Of(11), Token);
        var listed = await store.ListAsync(Topology, Token);

        Assert.Equal([10, 2], listed.Select(manifest => manifest.Id));
        Assert.Equivalent(first, listed[1], strict: true);
        Assert.Equal(10, listed[1].Bytes);
        Assert.Null(listed[1].Damage);
    }

    [Fact]
    public async Task When_a_manifest_is_committed_again_Then_only_the_same_one_is_taken()
    {
        var store = await NewStoreAsync();
        await store.CommitAsync(Topology, Of(3), Token);

        await store.CommitAsync(Topology, Of(3), Token);
        var error = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.CommitAsync(Topology, Of(3, "late"), Token));

        Assert.Contains("another checkpoint 3", error.Message);
        Assert.Null(Assert.Single(await store.ListAsync(Topology, Token)).Savepoint);
    }

    [Fact]
    public async Task When_a_manifest_names_a_piece_that_is_not_there_Then_no_checkpoint_comes_to_be()
    {
        var store = await NewStoreAsync();
        await store.WriteAsync("other", "4/b", Content(1), Token);
        await store.WriteAsync(Topology, "4/a", Content(1), Token);

        var error = await Damaged(() => store.CommitAsync(Topology, Of(4, ("4/a", 1), ("4/b", 1)), Token));

        Assert.Contains("checkpoint 4", error.Message);
        Assert.Contains("\"4/b\"", error.Message);
        Assert.Empty(await store.ListAsync(Topology, Token));
    }

    [Fact]
    public async Task When_checkpoints_are_deleted_Then_pieces_stay_that_others_name_or_that_may_be_in_the_making()
    {
        var store = await NewStoreAsync();
        foreach (var piece in new[] { "1/a", "2/a", "2/left-over", "3/a", "4/making" })
            await store.WriteAsync(Topology, piece, Content(10), Token);
        await store.WriteAsync("other", "1/a", Content(10), Token);
        await store.CommitAsync(Topology, Of(1, ("1/a", 10)), Token);
        await store.CommitAsync(Topology, Of(2, ("1/a", 10), ("2/a", 10)), Token);
        await store.CommitAsync(Topology, Of(3, ("1/a", 10), ("3/a", 10)), Token);

        await store.DeleteAsync(Topology, [1, 2, 99], keepPiecesAfter: 3, Token);

        Assert.Equal([3], (await store.ListAsync(Topology, Token)).Select(manifest => manifest.Id));
        Assert.Equal(["1/a", "3/a", "4/making"], await PresentAsync(store, Topology, "1/a", "2/a", "2/left-over", "3/a", "4/making"));
        Assert.Equal(["1/a"], await PresentAsync(store, "other", "1/a"));
    }

    [Fact]
    public async Task When_several_threads_use_it_Then_each_finds_its_own()
    {
        var store = await NewStoreAsync();

        await Task.WhenAll(Enumerable.Range(1, 8).Select(n => Task.Run(
            async () =>
            {
                for (var i = 0; i < 5; i++)
                {
                    await store.WriteAsync($"t{n % 2}", $"{n}/{i}", Content(1000 * n, n), Token);
                    await store.WriteAsync($"t{n % 2}", "1/shared", Content(2_000_000), Token);
                }
                await store.CommitAsync($"t{n % 2}", Of(n, ($"{n}/0", 1000 * n), ("1/shared", 2_000_000)), Token);
                await store.DeleteAsync($"t{n % 2}", [], keepPiecesAfter: 0, Token);
            },
            Token)));

        Assert.Equal([8, 6, 4, 2], (await store.ListAsync("t0", Token)).Select(manifest => manifest.Id));
        Assert.Equal(Content(7000, 7), (await store.ReadAsync("t1", "7/4", Token)).ToArray());
        Assert.Equal(Content(2_000_000), (await store.ReadAsync("t1", "1/shared", Token)).ToArray());
    }

    [Fact]
    public async Task When_what_is_asked_makes_no_sense_Then_it_is_refused()
    {
        var store = await NewStoreAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.WriteAsync(Topology, "count/0", Content(1), Token));
        await Assert.ThrowsAsync<ArgumentException>(() => store.CommitAsync(Topology, Of(5) with { Damage = "flipped" }, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => store.CommitAsync(Topology, Of(0), Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.WriteAsync(Topology, "1/a", Content(1), new CancellationToken(canceled: true)));
    }

    /// <summary>An empty store.</summary>
    protected abstract Task<ICheckpointStore> NewStoreAsync();

    protected static Task<CheckpointDamagedException> Damaged(Func<Task> call) => Assert.ThrowsAsync<CheckpointDamagedException>(call);

    /// <summary>Those of the pieces that can be read.</summary>
    protected static async Task<List<string>> PresentAsync(ICheckpointStore store, string topology, params IEnumerable<string> pieces)
    {
        var present = new List<string>();
        foreach (var piece in pieces)
        {
            try
            {
                await store.ReadAsync(topology, piece, Token);
                present.Add(piece);
            }
            catch (CheckpointDamagedException)
            {
                // ignored: this is what is asked
            }
        }
        return present;
    }
}
