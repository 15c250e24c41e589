using Akka.Actor;
using Akka.Cluster.Tools.Singleton;

namespace Topology.Clustering.Master;

/// <summary>Starts what a node with the role "master" needs.</summary>
public static class MasterHost
{
    /// <summary>The role of nodes that may have the master.</summary>
    public const string Role = "master";

    /// <summary>The name of the singleton's manager; the singleton is below it.</summary>
    public const string ManagerName = "master";

    /// <summary>Starts the singleton's manager and the gateway (/user/gateway). To be called once on each master node, in a cluster's actor system.</summary>
    /// <param name="system">Has the role.</param>
    /// <param name="proxy">The node's, from <see cref="StartProxy"/>.</param>
    /// <param name="options">What a master is made of.</param>
    /// <returns>The gateway.</returns>
    public static IActorRef Start(ActorSystem system, IActorRef proxy, MasterOptions options)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        var manager = ClusterSingletonManager.Props(
            Props.Create(() => new MasterGuardActor(options, null)), PoisonPill.Instance, ClusterSingletonManagerSettings.Create(system).WithRole(Role));
        system.ActorOf(manager, ManagerName);
        system.ActorOf(Props.Create(() => new RehearsalActor(options, RehearsalActor.Pause)), "master-rehearsal");
        return system.ActorOf(Props.Create(() => new GatewayActor(options, proxy)), "gateway");
    }

    /// <summary>Starts a proxy of the master on any member of the cluster: what is told to it goes to the master, wherever it is. Once for each actor system.</summary>
    public static IActorRef StartProxy(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        var settings = ClusterSingletonProxySettings.Create(system).WithRole(Role);
        return system.ActorOf(ClusterSingletonProxy.Props($"/user/{ManagerName}", settings), "master-proxy");
    }
}
