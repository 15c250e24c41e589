using System.Data.Common;
using Microsoft.Data.Sqlite;
using Topology.Clustering.Packages;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Packages;

public sealed class SqliteStoreTests : PackageStoreTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string ConnectionString => $"Data Source={_folder["master.db"]}";

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task When_the_disk_is_full_Then_it_is_told_and_what_was_there_stays()
    {
        await NewStoreAsync();
        var store = new SqlPackageStore(new SmallDisk(pages: 100), ConnectionString, SqlPackageText.Sqlite, prepare: null, limits: null, Time);
        var (package, bytes) = Package(1_000_000);
        await store.BeginAsync(package, bytes.Length, Token);
        await store.AppendAsync(package, 0, bytes.AsMemory(0, 100_000), Token);

        var full = await Refused(() => BeginAndUploadAsync(store, package, bytes, 100_000));
        var after = await store.BeginAsync(package, bytes.Length, Token);

        Assert.Equal(PackageFault.StorageFull, full.Fault);
        Assert.Contains("disk is full", full.Message);
        Assert.InRange(after.Received, 100_000, 400_000);
        Assert.Equal(0, after.Received % 100_000);
    }

    [Fact]
    public async Task When_the_file_cannot_be_opened_Then_the_store_is_unavailable_until_it_can()
    {
        var (package, _) = Package(1000);
        var store = SqlPackageStore.Sqlite($"Data Source={_folder["missing/master.db"]}");

        var away = await Refused(() => store.BeginAsync(package, 1000, Token));
        Directory.CreateDirectory(_folder["missing"]);
        var back = await store.BeginAsync(package, 1000, Token);

        Assert.Equal(PackageFault.Unavailable, away.Fault);
        Assert.Equal(0, back.Received);
    }

    [Fact]
    public async Task When_the_store_has_been_used_Then_the_database_has_a_write_ahead_log()
    {
        var store = await NewStoreAsync();
        await store.DeleteUnreferencedAsync(new HashSet<string>(), TimeSpan.Zero, Token);

        Assert.True(File.Exists(_folder["master.db-wal"]));
    }

    protected override Task<SqlPackageStore> NewStoreAsync() => Task.FromResult(Reopen());

    protected override SqlPackageStore Reopen() => SqlPackageStore.Sqlite(ConnectionString, limits: null, Time);

    /// <summary>Connections to a database that may have only so many pages: SQLite fails as on a full disk.</summary>
    private sealed class SmallDisk(int pages) : DbProviderFactory
    {
        public override DbConnection CreateConnection()
        {
            var connection = new SqliteConnection();
            connection.StateChange += (_, change) =>
            {
                if (change.CurrentState != System.Data.ConnectionState.Open)
                    return;

                using var command = connection.CreateCommand();
                command.CommandText = $"PRAGMA max_page_count = {pages}";
                command.ExecuteNonQuery();
            };
            return connection;
        }
    }
}
