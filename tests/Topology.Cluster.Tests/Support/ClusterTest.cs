namespace Topology.Cluster.Tests.Support;

/// <summary>A test that has a cluster of its own, because it harms it.</summary>
public abstract class ClusterTest : IAsyncDisposable
{
    private readonly List<TestCluster> clusters = [];

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var cluster in clusters)
            await cluster.DisposeAsync(KeptLogs.FailedTest);
    }

    private protected Task<TestCluster> StartAsync(
        int nodes, int slots, string settings = "", string? token = null, TopologyClientTls? tls = null, params (string Name, string Text)[] files) =>
        StartAsync(NodePlace.Loopback(nodes), slots, settings, token, tls, files);

    private protected async Task<TestCluster> StartAsync(
        IReadOnlyList<NodePlace> places, int slots, string settings = "", string? token = null, TopologyClientTls? tls = null, params (string Name, string Text)[] files)
    {
        var cluster = await TestCluster.StartAsync(places, slots, settings, token, tls, files);
        clusters.Add(cluster);
        return cluster;
    }

    /// <summary>Nothing is in flight, and what was emitted tracked was acked or failed: no more, no less.</summary>
    private protected static async Task NothingPendingAsync(ITopologyHandle handle)
    {
        var metrics = await Until.AnswerAsync($"{handle.Name}: nothing is pending", TestCluster.Patience, handle.GetMetricsAsync, metrics => metrics.Pending == 0);
        Assert.Equal(metrics.Tracked, metrics.Acked + metrics.Failed + metrics.TimedOut);
    }

    /// <summary>Starts the ingest topology with 3 tasks of each bolt.</summary>
    private protected static async Task<(ITopologyHandle Handle, int Port)> IngestAsync(TestCluster cluster, string name, int workers)
    {
        var port = FreePorts.Take(1)[0];
        return (await cluster.SubmitAsync(BuildOutput.Ingest, name, workers, "--port", $"{port}", "--parallelism", "3"), port);
    }

    /// <summary>The number of the worker that has the ingest spout.</summary>
    private protected static int SpoutWorker(TestCluster cluster, ITopologyHandle handle, int workers) =>
        Enumerable.Range(0, workers).Single(worker => cluster.WorkerLog(handle, worker).Contains("Listening on", StringComparison.Ordinal));
}
