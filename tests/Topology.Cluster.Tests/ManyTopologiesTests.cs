namespace Topology.Cluster.Tests;

/// <summary>More processes than a small machine likes.</summary>
public sealed class ManyTopologiesTests : ClusterTest
{
    [Fact(Explicit = true)] // run with -explicit on: 20 processes start at a time
    [Trait("Tier", "stress")]
    public async Task When_twenty_topologies_are_submitted_at_once_Then_all_complete() =>
        await OneNodeTests.ManyAsync(await StartAsync(nodes: 1, slots: 20), 20);
}
