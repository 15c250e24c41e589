namespace Topology.Cluster.Tests;

/// <summary>Three nodes, a topology over three workers, a load whose every line must be acked, and deaths.</summary>
public sealed class ThreeNodeTests(ITestOutputHelper output) : ClusterTest
{
    private const int Workers = 3;

    [Fact]
    public async Task When_each_role_is_killed_in_turn_under_load_Then_every_line_is_acked()
    {
        var cluster = await StartAsync(nodes: 3, slots: 2);
        var (handle, port) = await IngestAsync(cluster, "survivor", Workers);
        await using var load = await TrackedLoad.StartAsync(port);
        await load.FlowsAsync("start", TestCluster.Patience);
        var spout = SpoutWorker(cluster, handle, Workers);

        await WorkerDiesAsync(cluster, handle, load, (spout + 1) % Workers);
        await SupervisorDiesAsync(cluster, handle, load, spout);
        await MasterDiesAsync(cluster, handle, load);

        await load.CompleteAsync();
        await NothingPendingAsync(handle);
        var processes = await cluster.ProcessesAsync(handle);
        Assert.All(processes, process => Assert.True(Signals.IsAlive(process)));
        await handle.KillAsync(token: Token);
        await Until.TrueAsync("the workers end with their topology", TestCluster.Patience, () => !processes.Any(Signals.IsAlive));
    }

    [Fact]
    public async Task When_all_nodes_are_restarted_one_by_one_under_load_Then_workers_stay_and_every_line_is_acked()
    {
        var cluster = await StartAsync(nodes: 3, slots: 2);
        var (handle, port) = await IngestAsync(cluster, "rolling", Workers);
        await using var load = await TrackedLoad.StartAsync(port);
        await load.FlowsAsync("start", TestCluster.Patience);
        var processes = await cluster.ProcessesAsync(handle);

        foreach (var node in cluster.Nodes)
        {
            await node.StopAsync();
            await load.FlowsAsync($"{node.Name} is stopped", TestCluster.Unaffected);
            node.Start();
            await cluster.AllNodesAsync($"{node.Name} is back");
            await load.FlowsAsync($"{node.Name} is back", TestCluster.Unaffected);
        }

        await load.CompleteAsync();
        await NothingPendingAsync(handle);
        Assert.Equal(processes, await cluster.ProcessesAsync(handle));
        Assert.All(processes, process => Assert.True(Signals.IsAlive(process)));
        Assert.Equal(0, (await handle.GetMetricsAsync(Token)).Failed);
        await handle.KillAsync(token: Token);
    }

    private async Task WorkerDiesAsync(TestCluster cluster, ITopologyHandle handle, TrackedLoad load, int victim)
    {
        var before = await cluster.ProcessesAsync(handle);

        Signals.Kill(before[victim]);
        var took = await load.FlowsAsync("a worker was killed", TestCluster.Recovery);

        output.WriteLine($"Worker killed: tuples flow through its replacement after {took.TotalSeconds:0.0} s.");
        var after = await cluster.ProcessesAsync(handle);
        Assert.Equal(Workers - 1, before.Intersect(after).Count());
        Assert.DoesNotContain(before[victim], after);
    }

    private async Task SupervisorDiesAsync(TestCluster cluster, ITopologyHandle handle, TrackedLoad load, int spout)
    {
        var before = await cluster.ProcessesAsync(handle);
        var master = (await cluster.Client.GetClusterAsync(Token)).Master;
        var ofSpout = (await cluster.Client.GetInfoAsync(handle.Id, Token)).Workers.Single(worker => worker.Worker == spout).Node;
        var victim = cluster.Nodes.First(node => node.Name != ofSpout && node.Name != master);

        await victim.KillAsync();
        var took = await load.FlowsAsync("a supervisor was killed", TestCluster.Unaffected);
        output.WriteLine($"Supervisor killed: tuples of every key were acked {took.TotalSeconds:0.0} s later.");
        victim.Start();
        await cluster.AllNodesAsync("a killed supervisor is back");

        Assert.Equal(before, await cluster.ProcessesAsync(handle));
    }

    private async Task MasterDiesAsync(TestCluster cluster, ITopologyHandle handle, TrackedLoad load)
    {
        var before = await cluster.ProcessesAsync(handle);
        var victim = cluster.Node((await cluster.Client.GetClusterAsync(Token)).Master);
        await victim.KillAsync();
        var took = await cluster.SubmissionAsync("next", TestCluster.Recovery);

        output.WriteLine($"Master killed: the next submission was accepted after {took.TotalSeconds:0.0} s.");
        await load.FlowsAsync("the master was killed", TestCluster.Recovery);
        Assert.NotEqual(victim.Name, (await cluster.Client.GetClusterAsync(Token)).Master);
        victim.Start();
        await cluster.AllNodesAsync("the killed master is back");
        Assert.Equal(before, await cluster.ProcessesAsync(handle));
    }
}
