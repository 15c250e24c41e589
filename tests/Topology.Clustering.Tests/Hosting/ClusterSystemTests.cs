using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Topology.Clustering.Hosting;
using Topology.Clustering.Tests.Support;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Topology.Clustering.Tests.Hosting;

[Trait("tier", "cluster")]
public class ClusterSystemTests
{
    [Fact]
    public async Task When_nodes_and_a_worker_start_Then_they_form_one_cluster()
    {
        await using var systems = new RunningSystems();

        var first = systems.StartNode(systems.Config("a"));
        var second = systems.StartNode(systems.Config("b", "node.roles = [supervisor]", first));
        var worker = systems.StartWorker(systems.Config("b", "", first), first);

        await RunningSystems.SeesMembersAsync(first, 3);
        await RunningSystems.SeesMembersAsync(second, 3);
        await RunningSystems.SeesMembersAsync(worker, 3);
        var roles = AkkaCluster.Get(first).State.Members.Select(member => string.Join(",", member.Roles.Order())).Order();
        Assert.Equal(["master,supervisor", "supervisor", "worker"], roles);
        Assert.Equal("akka.tcp", ClusterSystem.AddressOf(first).Protocol);
    }

    [Fact]
    public async Task When_a_node_is_named_localhost_Then_it_is_found_by_either_name()
    {
        await using var systems = new RunningSystems();

        var first = systems.StartNode(systems.Config("a", "node.host = localhost"));
        var second = systems.StartNode(systems.Config("b", $"cluster.seeds = [\"localhost:{ClusterSystem.PortOf(first)}\"]"));
        var third = systems.StartNode(systems.Config("c", "", first));

        await RunningSystems.SeesMembersAsync(first, 3);
        await RunningSystems.SeesMembersAsync(second, 3);
        await RunningSystems.SeesMembersAsync(third, 3);
    }

    [Fact]
    public async Task When_a_single_master_loses_every_other_node_Then_it_stays()
    {
        await using var systems = new RunningSystems();
        var master = systems.StartNode(systems.Config("a", "cluster.stable-after = 1s"));
        var others = new[] { "b", "c", "d" }.Select(name => systems.StartNode(systems.Config(name, "node.roles = [supervisor]\ncluster.stable-after = 1s", master))).ToArray();
        await RunningSystems.SeesMembersAsync(master, 4);

        await Task.WhenAll(others.Select(RunningSystems.KillAsync));

        await RunningSystems.SeesMembersAsync(master, 1);
        Assert.False(master.WhenTerminated.IsCompleted);
    }

    // Run on demand only: within one process the two that remain do not always agree within 20 s, for a reason not known yet. With real processes
    // ThreeNodeTests of Topology.Cluster.Tests shows the same.
    [Fact(Explicit = true)]
    public async Task When_one_of_three_masters_dies_Then_the_others_stay_and_take_its_singleton_over()
    {
        await using var systems = new RunningSystems();
        var first = systems.StartNode(systems.Config("a"));
        var second = systems.StartNode(systems.Config("b", "", first));
        await RunningSystems.SeesMembersAsync(first, 2);
        var third = systems.StartNode(systems.Config("c", "", first));
        await RunningSystems.SeesMembersAsync(first, 3);
        foreach (var system in new[] { first, second, third })
            system.ActorOf(ClusterSingletonManager.Props(Props.Create(() => new WhereAmI()), ClusterSingletonManagerSettings.Create(system)), "master");
        var proxy = third.ActorOf(ClusterSingletonProxy.Props("/user/master", ClusterSingletonProxySettings.Create(third)));
        Assert.Equal(ClusterSystem.PortOf(first), await RunningSystems.AskAsync<int>(proxy, "?"));

        await RunningSystems.KillAsync(first);
        await RunningSystems.SeesMembersAsync(third, 2);

        Assert.Equal(ClusterSystem.PortOf(second), await RunningSystems.AskAsync<int>(proxy, "?"));
        Assert.False(second.WhenTerminated.IsCompleted || third.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task When_the_oldest_master_leaves_Then_its_singleton_is_handed_over_at_once()
    {
        await using var systems = new RunningSystems();
        var first = systems.StartNode(systems.Config("a"));
        var second = systems.StartNode(systems.Config("b", "", first));
        await RunningSystems.SeesMembersAsync(first, 2);
        foreach (var system in new[] { first, second })
            system.ActorOf(ClusterSingletonManager.Props(Props.Create(() => new WhereAmI()), ClusterSingletonManagerSettings.Create(system)), "master");
        var proxy = second.ActorOf(ClusterSingletonProxy.Props("/user/master", ClusterSingletonProxySettings.Create(second)));
        Assert.Equal(ClusterSystem.PortOf(first), await RunningSystems.AskAsync<int>(proxy, "?"));

        await CoordinatedShutdown.Get(first).Run(CoordinatedShutdown.ClrExitReason.Instance).Within("the first node leaves");

        Assert.Equal(ClusterSystem.PortOf(second), await RunningSystems.AskAsync<int>(proxy, "?"));
        Assert.DoesNotContain(systems.Log.Lines, line => line.Contains("is not a message of the protocol", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_a_worker_loses_the_only_master_Then_its_system_ends_and_a_new_one_can_join()
    {
        await using var systems = new RunningSystems();
        var master = systems.StartNode(systems.Config("a", "cluster.stable-after = 1s"));
        var worker = systems.StartWorker(systems.Config("b", "cluster.stable-after = 1s"), master);
        await RunningSystems.SeesMembersAsync(master, 2);

        await RunningSystems.KillAsync(master);
        await worker.WhenTerminated.Within("the worker's system ends");

        var successor = systems.StartNode(systems.Config("a"));
        systems.StartWorker(systems.Config("b"), successor);
        await RunningSystems.SeesMembersAsync(successor, 2);
    }

    [Fact]
    public async Task When_a_member_is_removed_Then_its_system_ends()
    {
        await using var systems = new RunningSystems();
        var first = systems.StartNode(systems.Config("a"));
        var second = systems.StartNode(systems.Config("b", "node.roles = [supervisor]", first));
        await RunningSystems.SeesMembersAsync(second, 2);

        AkkaCluster.Get(first).Down(AkkaCluster.Get(second).SelfAddress);

        await second.WhenTerminated.Within("the removed system ends");
    }

    [Fact]
    public async Task When_akka_logs_Then_the_hosts_loggers_get_it()
    {
        await using var systems = new RunningSystems();
        var system = systems.StartNode(systems.Config("a"));

        await RunningSystems.SeesMembersAsync(system, 1);

        Assert.Contains(systems.Log.Lines, line => line.StartsWith("Information Cluster", StringComparison.Ordinal) || line.Contains("SBR started", StringComparison.Ordinal));
    }

    private sealed class WhereAmI : ReceiveActor
    {
        public WhereAmI() => Receive<string>(_ => Sender.Tell(ClusterSystem.PortOf(Context.System)));
    }
}
