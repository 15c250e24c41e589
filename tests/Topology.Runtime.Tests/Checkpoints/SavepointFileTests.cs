using CsCheck;
using Topology.Runtime.Checkpoints;
using static Topology.Runtime.Tests.Checkpoints.Manifests;

namespace Topology.Runtime.Tests.Checkpoints;

public sealed class SavepointFileTests : IDisposable
{
    private const string Topology = "wordcount";

    private readonly string _folder = Directory.CreateTempSubdirectory("topology-tests-").FullName;
    private readonly MemoryCheckpointStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string SavepointPath => Path.Combine(_folder, "before.savepoint");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task When_a_file_is_restored_Then_the_checkpoint_is_the_same_under_another_id_and_name()
    {
        var manifest = await WrittenAsync();
        var other = new MemoryCheckpointStore();
        await other.WriteAsync("moved", "15/count/0/totals", Content(5), Token); // of the same name, with other content

        var restored = await SavepointFile.RestoreAsync(SavepointPath, other, "moved", 40, "again", token: Token);
        var listed = Assert.Single(await other.ListAsync("moved", Token));

        Assert.Equivalent(restored, listed, strict: true);
        Assert.Equal((40, "again", manifest.StartedAt, manifest.Bytes), (listed.Id, listed.Savepoint, listed.StartedAt, listed.Bytes));
        Assert.Equal(manifest.Tasks.Select(task => (task.Component, task.Index, task.IsDone, task.Pieces.Count)), listed.Tasks.Select(task => (task.Component, task.Index, task.IsDone, task.Pieces.Count)));
        Assert.Equal(await ContentsAsync(_store, Topology, manifest), await ContentsAsync(other, "moved", listed));
        Assert.All(listed.Tasks.SelectMany(task => task.Pieces), entry => Assert.Equal(40, PieceName.CheckpointOf(entry.Piece)));
        Assert.Equal(Content(5), (await other.ReadAsync("moved", "15/count/0/totals", Token)).ToArray());
    }

    [Fact]
    public async Task When_a_file_is_read_Then_it_tells_what_is_in_it()
    {
        var manifest = await WrittenAsync();

        var head = await SavepointFile.ReadAsync(SavepointPath, checksPieces: false, Token);
        var whole = await SavepointFile.ReadAsync(SavepointPath, checksPieces: true, Token);

        Assert.Equal((Topology, Topology), (head.Topology, whole.Topology));
        Assert.Equivalent(manifest, head.Manifest, strict: true);
        Assert.Equivalent(manifest, whole.Manifest, strict: true);
        Assert.Equal([SavepointPath], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task When_any_byte_of_a_file_is_another_Then_it_is_found_out_and_no_checkpoint_comes_to_be()
    {
        await WrittenAsync();
        var good = await File.ReadAllBytesAsync(SavepointPath, Token);

        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 7]).Sample(
            (at, bit) => IsRefused([.. good[..at], (byte)(good[at] ^ (1 << bit)), .. good[(at + 1)..]]),
            iter: 300,
            threads: 1);
    }

    [Fact]
    public async Task When_a_file_is_cut_or_has_more_Then_it_is_found_out_and_no_checkpoint_comes_to_be()
    {
        await WrittenAsync();
        var good = await File.ReadAllBytesAsync(SavepointPath, Token);

        Gen.Int[0, good.Length - 1].Sample(length => IsRefused(good[..length]), iter: 100, threads: 1);
        Assert.True(IsRefused([.. good, 0]));
        Assert.True(IsRefused([.. good, .. good]));
    }

    [Theory]
    [InlineData(0, "at its beginning: it is no savepoint file")]
    [InlineData(8, "at its beginning: it has the format 254")]
    [InlineData(60, "at its beginning: the hash differs")]
    [InlineData(-33, "at the piece \"17/count/1/totals\" of the topology \"wordcount\": the hash differs")]
    [InlineData(-1, "at its end: the hash differs")]
    public async Task When_a_file_is_damaged_Then_the_error_tells_where_and_what_to_do(int at, string expected)
    {
        await WrittenAsync();
        var bytes = await File.ReadAllBytesAsync(SavepointPath, Token);
        bytes[at < 0 ? bytes.Length + at : at] ^= 0xFF;
        await File.WriteAllBytesAsync(SavepointPath, bytes, Token);

        var error = await Assert.ThrowsAsync<CheckpointDamagedException>(() => SavepointFile.ReadAsync(SavepointPath, checksPieces: true, Token));

        Assert.Contains(expected, error.Message);
        Assert.Contains(SavepointPath, error.Message);
        Assert.EndsWith("Write it again from the checkpoint, or use another copy.", error.Message);
    }

    [Fact]
    public async Task When_writing_fails_Then_the_file_that_was_there_stays()
    {
        await WrittenAsync();
        var good = await File.ReadAllBytesAsync(SavepointPath, Token);

        await Assert.ThrowsAsync<CheckpointDamagedException>(() => SavepointFile.WriteAsync(SavepointPath, _store, Topology, Of(18, ("17/count/1/totals", 4000), ("18/gone", 1)), Token));
        await Assert.ThrowsAsync<CheckpointDamagedException>(() => SavepointFile.WriteAsync(SavepointPath, _store, Topology, Of(18, ("17/count/1/totals", 3999)), Token));
        await Assert.ThrowsAsync<CheckpointDamagedException>(() => SavepointFile.WriteAsync(SavepointPath, _store, Topology, Of(18) with { Damage = "flipped" }, Token));

        Assert.Equal(good, await File.ReadAllBytesAsync(SavepointPath, Token));
        Assert.Equal([SavepointPath], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task When_the_file_or_its_folder_is_missing_Then_the_error_tells_the_path()
    {
        var manifest = await WrittenAsync();
        var missing = Path.Combine(_folder, "gone", "a.savepoint");

        var write = await Assert.ThrowsAsync<CheckpointStoreException>(() => SavepointFile.WriteAsync(missing, _store, Topology, manifest, Token));
        var read = await Assert.ThrowsAsync<CheckpointStoreException>(() => SavepointFile.RestoreAsync(missing, _store, Topology, 50, null, token: Token));
        var folder = await Assert.ThrowsAsync<CheckpointStoreException>(() => SavepointFile.ReadAsync(_folder, checksPieces: true, Token));

        Assert.All([write, read], error => Assert.Contains(missing, error.Message));
        Assert.Contains(_folder, folder.Message);
    }

    [Fact]
    public async Task When_a_file_is_written_Then_only_its_user_can_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no such modes");
        await WrittenAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(SavepointPath));
    }

    [Fact]
    public async Task When_two_write_the_same_file_at_once_Then_it_is_whole()
    {
        var manifest = await WrittenAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SavepointFile.WriteAsync(SavepointPath, _store, Topology, manifest, Token), Token)));

        Assert.Equivalent(manifest, (await SavepointFile.ReadAsync(SavepointPath, checksPieces: true, Token)).Manifest, strict: true);
        Assert.Equal([SavepointPath], Directory.GetFiles(_folder));
    }

    // A piece of its own, one of an earlier checkpoint, one that two tasks name, and an empty one.
    private async Task<CheckpointManifest> WrittenAsync()
    {
        var manifest = Of(17, "before", ("15/count/0/totals", 3000), ("17/empty", 0), ("15/count/0/totals", 3000), ("17/count/1/totals", 4000));
        await _store.WriteAsync(Topology, "15/count/0/totals", Content(3000, 15), Token);
        await _store.WriteAsync(Topology, "17/empty", default, Token);
        await _store.WriteAsync(Topology, "17/count/1/totals", Content(4000, 17), Token);
        await _store.CommitAsync(Topology, manifest, Token);
        await SavepointFile.WriteAsync(SavepointPath, _store, Topology, manifest, Token);
        return manifest;
    }

    private bool IsRefused(byte[] bytes)
    {
        var file = Path.Combine(_folder, "damaged");
        File.WriteAllBytes(file, bytes);
        var store = new MemoryCheckpointStore();
        var error = Record.Exception(() => SavepointFile.RestoreAsync(file, store, Topology, 40, null).GetAwaiter().GetResult());
        return error is CheckpointDamagedException && store.ListAsync(Topology).GetAwaiter().GetResult().Count == 0;
    }

    private static async Task<List<byte[]>> ContentsAsync(MemoryCheckpointStore store, string topology, CheckpointManifest manifest)
    {
        var contents = new List<byte[]>();
        foreach (var entry in manifest.Tasks.SelectMany(task => task.Pieces))
            contents.Add((await store.ReadAsync(topology, entry.Piece, Token)).ToArray());
        return contents;
    }
}
