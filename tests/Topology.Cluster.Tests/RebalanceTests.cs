namespace Topology.Cluster.Tests;

/// <summary>Rebalances under a load whose every line must be acked.</summary>
public sealed class RebalanceTests(ITestOutputHelper output) : ClusterTest
{
    [Fact]
    public async Task When_workers_and_executors_change_under_load_Then_every_line_is_acked()
    {
        var cluster = await StartAsync(nodes: 1, slots: 4);
        var (handle, port) = await IngestAsync(cluster, "moved", workers: 1);
        await using var load = await TrackedLoad.StartAsync(port);
        await load.FlowsAsync("start", TestCluster.Patience);

        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        await handle.RebalanceAsync(new RebalanceOptions { Workers = 3, Executors = new Dictionary<string, int> { ["parse"] = 2 } }, Token);
        output.WriteLine($"Rebalanced within {System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s.");

        var info = await cluster.Client.GetInfoAsync(handle.Id, Token);
        Assert.Equal(TopologyStatus.Active, info.Status);
        Assert.Equal(3, info.Workers.Count);
        Assert.Equal((2, 3), info.Components.Where(component => component.Component == "parse").Select(component => (component.Executors, component.Tasks)).Single());
        await load.FlowsAsync("rebalanced to 3 workers", TestCluster.Patience);
        await load.CompleteAsync();
        await NothingPendingAsync(handle);
        Assert.Equal(0, (await handle.GetMetricsAsync(Token)).Failed); // drained before it moved
        await handle.KillAsync(token: Token);
    }

    [Fact]
    public async Task When_an_inactive_topology_is_rebalanced_Then_it_stays_inactive()
    {
        var cluster = await StartAsync(nodes: 1, slots: 4);
        var handle = await cluster.SubmitAsync(BuildOutput.Exclamation, "resting", workers: 2);
        await handle.DeactivateAsync(Token);

        await handle.RebalanceAsync(new RebalanceOptions { Workers = 1 }, Token);

        var info = await cluster.Client.GetInfoAsync(handle.Id, Token);
        Assert.Equal(TopologyStatus.Inactive, info.Status);
        Assert.Single(info.Workers);
        await handle.ActivateAsync(Token);
        await Until.AnswerAsync("resting: words are acked again", TestCluster.Patience, handle.GetMetricsAsync, metrics => metrics["exclaim2"].Executed > 0);
    }
}
