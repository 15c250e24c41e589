using Microsoft.Data.Sqlite;
using Topology.Clustering.Checkpoints;
using Topology.Clustering.Tests.Support;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Tests.Checkpoints;
using static Topology.Runtime.Tests.Checkpoints.Manifests;

namespace Topology.Clustering.Tests.Checkpoints;

public sealed class SqliteCheckpointTests : CheckpointStoreTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["state/checkpoints.db"];

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("UPDATE checkpoint_chunks SET bytes = CAST(x'00' || substr(bytes, 2) AS BLOB) WHERE chunk = 2", "its chunk 2 is not as it was written")]
    [InlineData("UPDATE checkpoint_chunks SET bytes = substr(bytes, 1, length(bytes) - 1) WHERE chunk = 2", "its chunk 2 is not as it was written")]
    [InlineData("UPDATE checkpoint_chunks SET sha256 = x'00' WHERE chunk = 0", "its chunk 0 is not as it was written")]
    [InlineData("DELETE FROM checkpoint_chunks WHERE chunk = 1", "its chunk 1 is missing")]
    [InlineData("DELETE FROM checkpoint_chunks WHERE chunk = 2", "its chunk 2 is missing, of 3")]
    [InlineData("DELETE FROM checkpoint_chunks", "its chunk 0 is missing, of 3")]
    [InlineData("UPDATE checkpoint_chunks SET chunk = chunk + 1 WHERE chunk = 2", "its chunk 2 is missing")]
    [InlineData("UPDATE checkpoint_chunks SET bytes = (SELECT bytes FROM checkpoint_chunks WHERE chunk = 1), sha256 = (SELECT sha256 FROM checkpoint_chunks WHERE chunk = 1) WHERE chunk = 0", "its chunk 0 is not as it was written")]
    [InlineData("UPDATE checkpoint_pieces SET bytes = 7", "its 3 chunks have 2500000 bytes, not 3 and 7")]
    [InlineData("UPDATE checkpoint_pieces SET chunks = 2", "its 3 chunks have 2500000 bytes, not 2 and 2500000")]
    [InlineData("DELETE FROM checkpoint_pieces", "is missing in the SQLite file")]
    public async Task When_a_piece_is_damaged_Then_the_error_tells_where_and_what_to_do(string damage, string expected)
    {
        var store = await NewStoreAsync();
        await store.WriteAsync(Topology, "1/count/0/totals", Content(2_500_000), Token);

        Execute(damage);
        var error = await Damaged(() => store.ReadAsync(Topology, "1/count/0/totals", Token));
        await store.WriteAsync(Topology, "1/count/0/totals", Content(2_500_000), Token);

        Assert.Contains(expected, error.Message);
        Assert.Contains("\"wordcount\"", error.Message);
        Assert.Contains("\"1/count/0/totals\"", error.Message);
        Assert.Contains("Use another checkpoint", error.Message);
        Assert.Equal(Content(2_500_000), (await store.ReadAsync(Topology, "1/count/0/totals", Token)).ToArray());
    }

    [Theory]
    [InlineData("UPDATE checkpoint_manifests SET manifest = replace(manifest, 'totals', 'totalS') WHERE checkpoint = 2")]
    [InlineData("UPDATE checkpoint_manifests SET manifest = '' WHERE checkpoint = 2")]
    [InlineData("UPDATE checkpoint_manifests SET manifest = x'fffe' WHERE checkpoint = 2")]
    [InlineData("UPDATE checkpoint_manifests SET sha256 = x'00' WHERE checkpoint = 2")]
    [InlineData("UPDATE checkpoint_manifests SET manifest = (SELECT manifest FROM checkpoint_manifests WHERE checkpoint = 1), sha256 = (SELECT sha256 FROM checkpoint_manifests WHERE checkpoint = 1) WHERE checkpoint = 2")]
    public async Task When_a_manifest_is_damaged_Then_it_is_listed_as_such_and_keeps_its_pieces_until_it_is_deleted(string damage)
    {
        var store = await NewStoreAsync();
        await store.WriteAsync(Topology, "2/a", Content(10), Token);
        await store.CommitAsync(Topology, Of(1), Token);
        await store.CommitAsync(Topology, Of(2, "before", ("2/a", 10)), Token);
        await store.CommitAsync(Topology, Of(3), Token);

        Execute(damage);
        var listed = await store.ListAsync(Topology, Token);
        await store.DeleteAsync(Topology, [1], keepPiecesAfter: 3, Token);
        var kept = await PresentAsync(store, Topology, "2/a");
        await store.DeleteAsync(Topology, [2], keepPiecesAfter: 3, Token);

        Assert.Equal([(3L, true), (2, false), (1, true)], listed.Select(manifest => (manifest.Id, manifest.Damage is null)));
        Assert.Contains("hash differs", listed[1].Damage);
        Assert.Equal("before", listed[1].Savepoint);
        Assert.Equal(["2/a"], kept);
        Assert.Empty(await PresentAsync(store, Topology, "2/a"));
    }

    [Fact]
    public async Task When_pages_of_the_file_are_overwritten_Then_the_piece_is_damaged_and_the_one_elsewhere_is_not()
    {
        var store = await NewStoreAsync();
        await store.WriteAsync(Topology, "1/sound", Content(500_000), Token);
        await store.WriteAsync(Topology, "1/struck", Content(4_000_000), Token);
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        SqliteConnection.ClearAllPools();

        using (var file = new FileStream(File, FileMode.Open))
        {
            file.Position = 3_000_000 / 4096 * 4096;
            file.Write(Enumerable.Repeat((byte)0xFF, 100_000).ToArray());
        }
        var error = await Damaged(() => store.ReadAsync(Topology, "1/struck", Token));

        Assert.Contains("\"1/struck\"", error.Message);
        Assert.Equal(["1/sound"], await PresentAsync(store, Topology, "1/sound"));
    }

    [Fact]
    public async Task When_the_file_is_made_Then_only_its_user_can_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no such modes");
        var store = await NewStoreAsync();
        await store.WriteAsync(Topology, "1/a", Content(10), Token);
        await using var open = new SqliteConnection($"Data Source={File};Pooling=False"); // the log goes with the last connection, and other tests close all of the pool
        await open.OpenAsync(Token);
        await using var command = new SqliteCommand("SELECT count(*) FROM sqlite_master", open); // it takes part only once it has read
        await command.ExecuteScalarAsync(Token);

        await store.WriteAsync(Topology, "1/b", Content(10), Token);

        var files = Directory.GetFiles(_folder["state"]);
        foreach (var file in files)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(file));
        Assert.Contains(File + "-wal", files);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, ModeOf(_folder["state"]));
    }

    [Fact]
    public async Task When_many_open_a_new_file_at_once_Then_all_can_use_it()
    {
        var stores = Enumerable.Range(1, 8).Select(n => (Number: n, Store: NewStore())).ToList();

        await Task.WhenAll(stores.Select(s => Task.Run(() => s.Store.WriteAsync(Topology, $"{s.Number}/a", Content(10), Token), Token)));

        Assert.Equal(8, (await PresentAsync(NewStore(), Topology, stores.Select(s => $"{s.Number}/a"))).Count);
    }

    [Fact]
    public async Task When_the_place_is_taken_by_a_folder_Then_it_is_told_until_it_is_free()
    {
        var store = await NewStoreAsync();
        Directory.CreateDirectory(File);

        var error = await Failed(() => store.WriteAsync(Topology, "1/a", Content(10), Token));
        Directory.Delete(File);
        await store.WriteAsync(Topology, "1/a", Content(10), Token);

        Assert.Contains(File, error.Message);
        Assert.Contains("\"wordcount\"", error.Message);
        Assert.Contains("Look at the rights", error.Message);
        Assert.Equal(["1/a"], await PresentAsync(store, Topology, "1/a"));
    }

    [Fact]
    public async Task When_the_file_is_no_database_Then_it_is_told_until_it_is_moved_away()
    {
        var store = await NewStoreAsync();
        _folder.Write("state/checkpoints.db", new string('x', 10_000));

        var error = await Failed(() => store.ListAsync(Topology, Token));
        System.IO.File.Delete(File);

        Assert.Contains("or is no database", error.Message);
        Assert.Empty(await store.ListAsync(Topology, Token));
    }

    [Fact]
    public async Task When_the_file_is_deleted_while_it_is_used_Then_a_new_one_is_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "An open file cannot be deleted there.");
        var store = await NewStoreAsync();
        await store.WriteAsync(Topology, "1/a", Content(10), Token);

        Directory.Delete(_folder["state"], recursive: true);
        await store.WriteAsync(Topology, "1/b", Content(10), Token);
        SqliteConnection.ClearAllPools();

        Assert.Equal(["1/b"], await PresentAsync(NewStore(), Topology, "1/a", "1/b"));
    }

    [Fact]
    public async Task When_another_process_keeps_it_locked_Then_it_is_told_until_it_lets_go()
    {
        var store = new SqlCheckpointStore(new SqliteCheckpointDatabase(File, busySeconds: 1));
        await store.WriteAsync(Topology, "1/a", Content(10), Token);

        CheckpointStoreException error;
        using (var other = Open())
        using (other.BeginTransaction())
        {
            error = await Failed(() => store.WriteAsync(Topology, "1/b", Content(10), Token));
            Assert.Equal(["1/a"], await PresentAsync(store, Topology, "1/a", "1/b"));
        }
        await store.WriteAsync(Topology, "1/b", Content(10), Token);

        Assert.Contains("locked for 1 s", error.Message);
        Assert.Equal(["1/a", "1/b"], await PresentAsync(store, Topology, "1/a", "1/b"));
    }

    [Fact]
    public async Task When_a_checkpoint_goes_through_a_file_into_another_database_Then_it_is_the_same()
    {
        var store = await NewStoreAsync();
        await store.WriteAsync(Topology, "1/a", Content(3_000_000), Token);
        await store.WriteAsync(Topology, "2/a", Content(10), Token);
        await store.CommitAsync(Topology, Of(2, ("1/a", 3_000_000), ("2/a", 10)), Token);
        var other = SqlCheckpointStore.OpenSqlite(_folder["other.db"]);

        await SavepointFile.WriteAsync(_folder["a.savepoint"], store, Topology, Assert.Single(await store.ListAsync(Topology, Token)), Token);
        await SavepointFile.RestoreAsync(_folder["a.savepoint"], other, "moved", 7, "start", token: Token);
        var restored = Assert.Single(await other.ListAsync("moved", Token));

        Assert.Equal((7, "start", 3_000_010), (restored.Id, restored.Savepoint, restored.Bytes));
        Assert.Equal(Content(3_000_000), (await other.ReadAsync("moved", restored.Tasks[1].Pieces[0].Piece, Token)).ToArray());
        Assert.Equal(Content(10), (await other.ReadAsync("moved", restored.Tasks[2].Pieces[0].Piece, Token)).ToArray());
    }

    [Fact]
    public async Task When_a_piece_is_damaged_Then_no_savepoint_file_is_written()
    {
        var store = await NewStoreAsync();
        await store.WriteAsync(Topology, "1/a", Content(10), Token);
        await store.CommitAsync(Topology, Of(1, ("1/a", 10)), Token);
        Execute("UPDATE checkpoint_chunks SET bytes = x'00'");

        await Damaged(() => SavepointFile.WriteAsync(_folder["a.savepoint"], store, Topology, Of(1, ("1/a", 10)), Token));

        Assert.Empty(Directory.GetFiles(_folder.FullName));
    }

    protected override Task<ICheckpointStore> NewStoreAsync() => Task.FromResult<ICheckpointStore>(NewStore());

    private SqlCheckpointStore NewStore() => SqlCheckpointStore.OpenSqlite(File);

    private static Task<CheckpointStoreException> Failed(Func<Task> call) => Assert.ThrowsAsync<CheckpointStoreException>(call);

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : System.IO.File.GetUnixFileMode(path);

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={File}");
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

public sealed class SqliteCheckpointModelTests : CheckpointStoreModelTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override int Iterations => 20; // each write waits for the disk

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    protected override Task<ICheckpointStore> StoreAsync() => Task.FromResult<ICheckpointStore>(SqlCheckpointStore.OpenSqlite(_folder["checkpoints.db"]));
}
