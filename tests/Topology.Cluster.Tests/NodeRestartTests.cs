namespace Topology.Cluster.Tests;

/// <summary>A cluster whose only node dies.</summary>
public sealed class NodeRestartTests : ClusterTest
{
    [Fact]
    public async Task When_the_only_node_is_killed_and_started_again_Then_it_adopts_its_workers()
    {
        var cluster = await StartAsync(nodes: 1, slots: 4);
        var (handle, port) = await IngestAsync(cluster, "adopted", workers: 2);
        var processes = await cluster.ProcessesAsync(handle);
        await using var load = await TrackedLoad.StartAsync(port);
        await load.FlowsAsync("start", TestCluster.Patience);

        await cluster.Nodes[0].KillAsync();
        await load.FlowsAsync("without any node", TestCluster.Patience);
        cluster.Nodes[0].Start();
        await cluster.AllNodesAsync("the node is back");

        await cluster.StatusAsync(handle, TopologyStatus.Active);
        Assert.Equal(processes, await cluster.ProcessesAsync(handle));
        await load.FlowsAsync("the node is back", TestCluster.Patience);
        await load.CompleteAsync();
        await NothingPendingAsync(handle);
        await handle.KillAsync(token: Token);
        await Until.TrueAsync("the adopted workers end", TestCluster.Patience, () => !processes.Any(Signals.IsAlive));
    }
}
