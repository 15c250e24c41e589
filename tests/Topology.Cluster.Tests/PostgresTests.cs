using System.Diagnostics;

namespace Topology.Cluster.Tests;

/// <summary>Three nodes that keep what the master knows in PostgreSQL, as nodes on several machines do.</summary>
public sealed class PostgresTests(PostgresServer postgres, ITestOutputHelper output) : ClusterTest, IClassFixture<PostgresServer>
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10); // more than the silence after which a node counts as dead

    [Fact]
    public async Task When_the_master_dies_and_the_database_goes_away_Then_topologies_run_on_and_nothing_is_lost()
    {
        var database = await postgres.CreateDatabaseAsync();
        var cluster = await StartAsync(nodes: 3, slots: 2, "master { store = postgresql, postgresql-file = database }", files: ("database", database + "\n"));
        var (handle, port) = await IngestAsync(cluster, "kept", workers: 2);
        await using var load = await TrackedLoad.StartAsync(port);
        await load.FlowsAsync("start", TestCluster.Patience);
        var processes = await cluster.ProcessesAsync(handle);

        await DatabaseHangsAsync(cluster, load);
        await MasterDiesAsync(cluster, load);
        await DatabaseGoesAwayAsync(cluster, load);

        Assert.Equal(processes, await cluster.ProcessesAsync(handle));
        await load.CompleteAsync();
        await NothingPendingAsync(handle);
        await handle.KillAsync(token: Token);
        Assert.DoesNotContain("Username=postgres", cluster.AllLogs(), StringComparison.Ordinal);
    }

    /// <summary>As with a disk that hangs: whoever asks for a decision waits for it, and nobody takes the master for dead meanwhile.</summary>
    private async Task DatabaseHangsAsync(TestCluster cluster, TrackedLoad load)
    {
        var master = (await cluster.Client.GetClusterAsync(Token)).Master;
        await postgres.HangAsync();
        var start = Stopwatch.GetTimestamp();
        var submission = cluster.Client.SubmitAsync(BuildOutput.Exclamation, new SubmitOptions { Name = "patient", Arguments = ["--limit", "10"] }, Token);
        while (Stopwatch.GetElapsedTime(start) < Hang)
            await load.FlowsAsync("the database hangs", TestCluster.Unaffected);
        Assert.False(submission.IsCompleted, "a submission is answered although nothing can be stored");

        await postgres.GoOnAsync();

        await submission;
        Assert.Equal(master, (await cluster.Client.GetClusterAsync(Token)).Master);
        Assert.DoesNotContain("as UNREACHABLE", cluster.AllLogs(), StringComparison.Ordinal);
    }

    private async Task MasterDiesAsync(TestCluster cluster, TrackedLoad load)
    {
        var victim = cluster.Node((await cluster.Client.GetClusterAsync(Token)).Master);
        await victim.KillAsync();
        await cluster.SubmissionAsync("after-the-master", TestCluster.Recovery);
        await load.FlowsAsync("the master was killed", TestCluster.Recovery);
        victim.Start();
        await cluster.AllNodesAsync("the killed master is back");
    }

    private async Task DatabaseGoesAwayAsync(TestCluster cluster, TrackedLoad load)
    {
        await using var hasty = await cluster.ConnectHastilyAsync();
        await postgres.StopAsync();
        var refusal = await Assert.ThrowsAnyAsync<TopologyException>(
            () => hasty.SubmitAsync(BuildOutput.Exclamation, new SubmitOptions { Name = "refused", Arguments = ["--limit", "10"] }, Token));
        output.WriteLine($"Without a database: {refusal.Message}");
        Assert.Contains("database", refusal.Message, StringComparison.Ordinal);
        await load.FlowsAsync("the database is away", TestCluster.Unaffected);

        await postgres.StartAsync();
        await cluster.SubmissionAsync("after-the-database", TestCluster.Patience);
        await load.FlowsAsync("the database is back", TestCluster.Unaffected);
    }
}
