namespace Topology.Cluster.Tests;

/// <summary>A node one of whose folders is on a disk that fills up: who asks for what cannot be stored is told why, topologies run on, and everything goes on once there is room. Skipped for all but root.</summary>
public sealed class FullDiskTests(ITestOutputHelper output) : ClusterTest
{
    private const int Workers = 2;
    private const int DiskMebibytes = 48; // a package of a few MiB, packed and unpacked, and a database

    [Fact]
    public async Task When_the_masters_disk_is_full_Then_requests_are_refused_with_the_reason_until_there_is_room()
    {
        using var disk = SmallDisk.Create(DiskMebibytes);
        var cluster = await StartAsync(nodes: 1, slots: 4, $"master.sqlite-file = \"{disk.Path}/master.db\"");
        var (handle, load) = await RunAsync(cluster);
        await using var owned = load;
        var processes = await cluster.ProcessesAsync(handle);

        await using var hasty = await cluster.ConnectHastilyAsync();
        var hastily = await hasty.GetAsync(handle.Id, Token);
        disk.Fill();
        await RefusedAsync("a package", () => SubmitWordCountAsync(hasty));
        var decision = await RefusedAsync("a decision", () => hastily.DeactivateAsync(Token));
        await load.FlowsAsync("the disk is full", TestCluster.Unaffected);

        disk.Free();
        await cluster.SubmissionAsync("with-room", TestCluster.Patience);
        if (decision is RequestUnansweredException)
            await handle.ActivateAsync(Token); // the last attempt may have been under way when there was room again
        await EndsWellAsync(cluster, handle, load);
        Assert.Equal(processes, await cluster.ProcessesAsync(handle));
        await handle.KillAsync(token: Token);
    }

    [Fact]
    public async Task When_the_disk_of_the_nodes_data_is_full_Then_a_dead_worker_is_started_again_once_there_is_room()
    {
        using var disk = SmallDisk.Create(DiskMebibytes);
        var settings = $"node.data-dir = \"{disk.Path}\", master.sqlite-file = master.db, supervisor.log-dir = logs";
        var cluster = await StartAsync(nodes: 1, slots: 4, settings);
        var (handle, load) = await RunAsync(cluster);
        await using var owned = load;
        var processes = await cluster.ProcessesAsync(handle);
        var victim = (SpoutWorker(cluster, handle, Workers) + 1) % Workers;

        disk.Fill();
        await RefusedAsync("an unpacked package", () => SubmitWordCountAsync(cluster.Client));
        await load.FlowsAsync("the disk is full", TestCluster.Unaffected);
        Signals.Kill(processes[victim]);
        await Until.TrueAsync("the worker has ended", TestCluster.Patience, () => !Signals.IsAlive(processes[victim]));
        Assert.True(cluster.Nodes[0].IsAlive);

        disk.Free();
        await load.FlowsAsync("there is room again", TestCluster.Patience);
        await EndsWellAsync(cluster, handle, load);
        Assert.Single(processes.Intersect(await cluster.ProcessesAsync(handle)));
        await handle.KillAsync(token: Token);
    }

    [Fact]
    public async Task When_the_disk_of_the_logs_is_full_Then_topologies_run_begin_and_are_healed_without_logs()
    {
        using var disk = SmallDisk.Create(DiskMebibytes);
        var cluster = await StartAsync(nodes: 1, slots: 4, $"supervisor.log-dir = \"{disk.Path}\"");
        var port = FreePorts.Take(1)[0];
        var handle = await cluster.SubmitAsync(BuildOutput.Ingest, "unlogged", Workers, "--port", $"{port}", "--parallelism", "3");
        await using var load = await TrackedLoad.StartAsync(port);
        await load.FlowsAsync("start", TestCluster.Patience);
        var processes = await cluster.ProcessesAsync(handle);

        disk.Fill();
        Signals.Kill(processes[0]);
        await load.FlowsAsync("a worker was killed while the disk of the logs is full", TestCluster.Recovery);
        await cluster.SubmissionAsync("unlogged-too", TestCluster.Patience);

        disk.Free();
        await EndsWellAsync(cluster, handle, load);
        Assert.Single(processes.Intersect(await cluster.ProcessesAsync(handle)));
        await handle.KillAsync(token: Token);
    }

    private static async Task<(ITopologyHandle Handle, TrackedLoad Load)> RunAsync(TestCluster cluster)
    {
        var (handle, port) = await IngestAsync(cluster, "stored", Workers);
        var load = await TrackedLoad.StartAsync(port);
        await load.FlowsAsync("start", TestCluster.Patience);
        return (handle, load);
    }

    private static async Task EndsWellAsync(TestCluster cluster, ITopologyHandle handle, TrackedLoad load)
    {
        await cluster.StatusAsync(handle, TopologyStatus.Active);
        await load.CompleteAsync();
        await NothingPendingAsync(handle);
    }

    private static Task SubmitWordCountAsync(TopologyClient client) => client.SubmitAsync(BuildOutput.WordCount, new SubmitOptions { Name = "refused" }, Token);

    private async Task<TopologyException> RefusedAsync(string what, Func<Task> request)
    {
        var refusal = await Assert.ThrowsAnyAsync<TopologyException>(request);
        output.WriteLine($"{what}: {refusal.Message}");
        Assert.Contains("full", refusal.Message, StringComparison.Ordinal);
        return refusal;
    }
}
