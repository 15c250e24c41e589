using Npgsql;
using Topology.Clustering.Checkpoints;
using Topology.Clustering.Tests.Support;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Tests.Checkpoints;
using static Topology.Runtime.Tests.Checkpoints.Manifests;

namespace Topology.Clustering.Tests.Checkpoints;

public sealed class PostgreSqlCheckpointTests(PostgresServer server) : CheckpointStoreTests, IClassFixture<PostgresServer>
{
    private string _connectionString = "";

    [Fact]
    public async Task When_the_database_goes_away_Then_it_is_told_until_it_is_back()
    {
        var store = await NewStoreAsync();
        await store.WriteAsync(Topology, "1/a", Content(10), Token);

        await server.StopAsync();
        var away = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.WriteAsync(Topology, "1/b", Content(10), Token));
        await server.StartAsync();
        await store.WriteAsync(Topology, "1/b", Content(10), Token);

        Assert.Contains("cannot be reached", away.Message);
        Assert.Contains("\"1/b\"", away.Message);
        Assert.DoesNotContain(_connectionString, away.Message);
        Assert.Equal(["1/a", "1/b"], await PresentAsync(store, Topology, "1/a", "1/b"));
    }

    [Fact]
    public async Task When_idle_connections_are_cut_Then_the_next_call_does_not_notice()
    {
        var store = await NewStoreAsync();
        await Task.WhenAll(Enumerable.Range(1, 4).Select(n => Task.Run(() => store.WriteAsync(Topology, $"{n}/a", Content(1_000_000), Token), Token)));

        await ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await store.WriteAsync(Topology, "5/a", Content(10), Token);

        Assert.Equal(["4/a", "5/a"], await PresentAsync(store, Topology, "4/a", "5/a"));
    }

    [Fact]
    public async Task When_several_processes_make_the_tables_at_once_Then_all_can_use_them()
    {
        await NewStoreAsync();

        await Task.WhenAll(Enumerable.Range(1, 8).Select(n => Task.Run(() => SqlCheckpointStore.OpenPostgreSql(_connectionString).WriteAsync(Topology, $"{n}/a", Content(10), Token), Token)));

        Assert.Equal(["1/a", "8/a"], await PresentAsync(SqlCheckpointStore.OpenPostgreSql(_connectionString), Topology, "1/a", "8/a"));
    }

    [Fact]
    public async Task When_a_piece_or_a_manifest_is_damaged_Then_it_is_found_out()
    {
        var store = await NewStoreAsync();
        await store.WriteAsync(Topology, "1/a", Content(2_000_000), Token);
        await store.CommitAsync(Topology, Of(1, ("1/a", 2_000_000)), Token);

        await ExecuteAsync("UPDATE checkpoint_chunks SET bytes = set_byte(bytes, 500, 255 - get_byte(bytes, 500)) WHERE chunk = 1");
        await ExecuteAsync("UPDATE checkpoint_manifests SET manifest = replace(manifest, 'totals', 'totalS')");
        var error = await Damaged(() => store.ReadAsync(Topology, "1/a", Token));

        Assert.Contains("its chunk 1 is not as it was written", error.Message);
        Assert.Contains("hash differs", Assert.Single(await store.ListAsync(Topology, Token)).Damage);
    }

    [Theory]
    [InlineData("53100", "disk is full: make room")]
    [InlineData("28P01", "The server says: 28P01: no")]
    public void When_the_server_reports_a_fault_Then_it_is_explained(string state, string expected) =>
        Assert.Contains(expected, new PostgreSqlCheckpointDatabase("Host=db").Describe("Nothing goes", new PostgresException("no", "ERROR", "ERROR", state)).Message);

    protected override async Task<ICheckpointStore> NewStoreAsync()
    {
        _connectionString = await server.CreateDatabaseAsync();
        return SqlCheckpointStore.OpenPostgreSql(_connectionString);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}

public sealed class PostgreSqlCheckpointModelTests(PostgresServer server) : CheckpointStoreModelTests, IClassFixture<PostgresServer>
{
    private SqlCheckpointStore? _store;

    protected override async Task<ICheckpointStore> StoreAsync() => _store ??= SqlCheckpointStore.OpenPostgreSql(await server.CreateDatabaseAsync());
}
