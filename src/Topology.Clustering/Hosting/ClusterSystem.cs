using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Remote.Transport.DotNetty;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using AkkaCluster = Akka.Cluster.Cluster;
using AkkaConfig = Akka.Configuration.Config;

namespace Topology.Clustering.Hosting;

/// <summary>Starts the actor systems of nodes, workers and clients. Whoever starts one ends the process, or starts another, when its WhenTerminated completes: a member that was removed ends its system by itself.</summary>
internal static class ClusterSystem
{
    /// <summary>Starts a node and joins its cluster; without seeds it founds one.</summary>
    /// <param name="config">The node's.</param>
    /// <param name="loggers">For what Akka logs.</param>
    /// <param name="markers">Interfaces of what the master stores.</param>
    /// <exception cref="TopologyException">A certificate cannot be used.</exception>
    public static ActorSystem StartNode(NodeConfig config, ILoggerFactory loggers, params IReadOnlyList<Type> markers)
    {
        var logger = loggers.CreateLogger("Topology");
        foreach (var warning in config.Warnings)
            logger.ConfigurationWarning(warning);
        PersistenceSettings.Prepare(config);
        var system = Start(config.Cluster.Name, AkkaSettings.ForNode(config, markers), config.Security.Tls, loggers);
        var cluster = AkkaCluster.Get(system);
        if (config.Cluster.Seeds.Count == 0)
            cluster.Join(cluster.SelfAddress);
        return system;
    }

    /// <summary>Starts a worker of a node and joins the node's cluster.</summary>
    /// <param name="config">The node's.</param>
    /// <param name="seeds">Nodes to join, as host:port: those of the configuration, or the node itself without any.</param>
    /// <param name="loggers">For what Akka logs.</param>
    /// <exception cref="TopologyException">A certificate cannot be used.</exception>
    public static ActorSystem StartWorker(NodeConfig config, IReadOnlyList<string> seeds, ILoggerFactory loggers) =>
        Start(config.Cluster.Name, AkkaSettings.ForWorker(config, seeds), config.Security.Tls, loggers);

    /// <summary>Starts a client's system, which is no member of the cluster.</summary>
    /// <exception cref="TopologyException">A certificate cannot be used.</exception>
    public static ActorSystem StartClient(ClientSystemOptions options, ILoggerFactory loggers) =>
        Start(options.Cluster + "-client", AkkaSettings.ForClient(options), options.Tls, loggers);

    /// <summary>The port a system listens on.</summary>
    public static int PortOf(ActorSystem system) => AddressOf(system).Port ?? 0;

    /// <summary>Under which others reach a system.</summary>
    public static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    private static ActorSystem Start(string name, AkkaConfig config, TlsOptions tls, ILoggerFactory loggers)
    {
        ActorSystemSetup setup = BootstrapSetup.Create().WithConfig(config).And(new LoggerFactorySetup(loggers));
        if (tls.IsOn)
        {
            var identity = TlsIdentity.Load(tls);
            setup = setup.And(new DotNettySslSetup(
                identity.Certificate,
                suppressValidation: false,
                requireMutualAuthentication: identity.IsMutual,
                validateCertificateHostname: false,
                customValidator: (certificate, chain, _, _, _) => identity.IsTrusted(certificate, chain)));
        }
        return ActorSystem.Create(name, setup);
    }
}
