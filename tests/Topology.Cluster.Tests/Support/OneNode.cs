namespace Topology.Cluster.Tests.Support;

/// <summary>A cluster of one node, for all tests of a class that leave its processes alone.</summary>
public sealed class OneNode : IAsyncLifetime
{
    private const int Slots = 8; // what the tests of a class have running at a time, and room to rebalance

    private string? failed;

    internal TestCluster Cluster { get; private set; } = null!; // set by InitializeAsync, which comes before any test

    public async ValueTask InitializeAsync() => Cluster = await TestCluster.StartAsync(NodePlace.Loopback(1), Slots);

    /// <summary>To be called at the end of each test, so that the logs of the first that failed are kept.</summary>
    public void TestEnded() => failed ??= KeptLogs.FailedTest;

    public ValueTask DisposeAsync() => Cluster.DisposeAsync(failed);
}
