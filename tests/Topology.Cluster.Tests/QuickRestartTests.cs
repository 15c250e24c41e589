using System.Globalization;

namespace Topology.Cluster.Tests;

/// <summary>Nodes that die and are started again at once at the same address, before the others have given up the former process.</summary>
/// <remarks>Short here; TOPOLOGY_QUICK_RESTARTS sets how many times.</remarks>
public sealed class QuickRestartTests(ITestOutputHelper output) : ClusterTest
{
    private const int Steps = 8;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private static int Restarts => int.Parse(Environment.GetEnvironmentVariable("TOPOLOGY_QUICK_RESTARTS") ?? "4", CultureInfo.InvariantCulture);

    [Fact]
    public async Task When_nodes_are_killed_and_started_at_once_Then_each_joins_and_no_other_is_given_up()
    {
        var cluster = await StartAsync(nodes: 3, slots: 2);
        for (var restart = 0; restart < Restarts; restart++)
        {
            var node = cluster.Nodes[restart % cluster.Nodes.Count];
            var start = System.Diagnostics.Stopwatch.GetTimestamp();

            await node.KillAsync();
            await Task.Delay(Step * (restart % Steps), TimeProvider.System, Token); // what is tested: every moment around that at which the others connect again
            node.Start();
            await cluster.AllNodesAsync($"{node.Name} was killed and started at once, restart {restart + 1}");

            output.WriteLine($"{node.Name}: back after {System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s.");
            Assert.All(cluster.Nodes, other => Assert.True(other.IsAlive, $"{other.Name} has ended after {node.Name} was restarted."));
        }
    }
}
