namespace Topology.Cluster.Tests;

/// <summary>A node that can neither hear nor be heard for a while, and then comes back believing that it is still what it was.</summary>
public sealed class SilentNodeTests(ITestOutputHelper output) : ClusterTest
{
    [Fact]
    public async Task When_the_masters_node_falls_silent_and_comes_back_Then_there_is_one_master_and_no_line_is_lost()
    {
        var cluster = await StartAsync(nodes: 3, slots: 2);
        var (handle, port) = await IngestAsync(cluster, "partition", workers: 3);
        await using var load = await TrackedLoad.StartAsync(port);
        await load.FlowsAsync("start", TestCluster.Patience);
        var processes = await cluster.ProcessesAsync(handle);
        var former = cluster.Node((await cluster.Client.GetClusterAsync(Token)).Master);

        former.Freeze();
        await cluster.SubmissionAsync("next", TestCluster.Recovery);
        await load.FlowsAsync("the master is silent", TestCluster.Unaffected);
        former.Thaw();

        var code = await former.EndAsync("it came back to a cluster that has given it up");
        output.WriteLine($"The former master ended with {code}.");
        Assert.NotEqual(0, code); // so that systemd and Kubernetes start it again
        former.Start();
        await cluster.AllNodesAsync("the former master is started again");
        Assert.NotEqual(former.Name, (await cluster.Client.GetClusterAsync(Token)).Master);
        await load.FlowsAsync("all are back", TestCluster.Unaffected);
        await load.CompleteAsync();
        await NothingPendingAsync(handle);
        Assert.Equal(processes, await cluster.ProcessesAsync(handle));
        await handle.KillAsync(token: Token);
    }
}
