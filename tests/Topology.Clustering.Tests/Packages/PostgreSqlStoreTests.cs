using Npgsql;
using Topology.Clustering.Packages;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Packages;

public sealed class PostgreSqlStoreTests(PostgresServer server) : PackageStoreTests, IClassFixture<PostgresServer>
{
    private string _connectionString = "";

    [Fact]
    public async Task When_the_database_goes_away_Then_the_store_is_unavailable_until_it_is_back()
    {
        var store = await NewStoreAsync();
        var (package, bytes) = Package(2000);
        await store.BeginAsync(package, bytes.Length, Token);
        await store.AppendAsync(package, 0, bytes.AsMemory(0, 1000), Token);

        await server.StopAsync();
        var away = await Refused(() => store.AppendAsync(package, 1000, bytes.AsMemory(1000), Token));
        await server.StartAsync();
        var back = await store.AppendAsync(package, 1000, bytes.AsMemory(1000), Token);

        Assert.Equal(PackageFault.Unavailable, away.Fault);
        Assert.True(back.IsComplete);
    }

    [Fact]
    public async Task When_several_masters_make_the_tables_at_once_Then_all_can_use_them()
    {
        await NewStoreAsync();
        var (package, _) = Package(1000);

        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Reopen().BeginAsync(package, 1000, Token), Token)));

        Assert.All(begun, state => Assert.Equal(0, state.Received));
    }

    [Theory]
    [InlineData("53100", PackageFault.StorageFull)]
    [InlineData("57P01", PackageFault.Unavailable)]
    public void When_the_server_reports_a_fault_Then_it_is_told_apart(string state, PackageFault expected)
    {
        var error = SqlFault.Describe(new PostgresException("could not extend file", "ERROR", "ERROR", state));

        Assert.Equal(expected, error.Fault);
        Assert.Contains("could not extend file", error.Message);
    }

    protected override async Task<SqlPackageStore> NewStoreAsync()
    {
        _connectionString = await server.CreateDatabaseAsync();
        return Reopen();
    }

    protected override SqlPackageStore Reopen() => SqlPackageStore.PostgreSql(_connectionString, limits: null, Time);
}
