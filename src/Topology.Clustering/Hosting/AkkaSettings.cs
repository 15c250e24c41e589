using System.Globalization;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Topology.Clustering.Protocol;
using AkkaConfig = Akka.Configuration.Config;

namespace Topology.Clustering.Hosting;

/// <summary>What our settings mean for Akka. Pure.</summary>
internal static class AkkaSettings
{
    /// <summary>The role of worker processes.</summary>
    public const string WorkerRole = "worker";

    /// <summary>Room in a frame for addresses, paths and manifests besides the message.</summary>
    private const int FrameHeadroom = 64 << 10;

    /// <summary>
    /// After a connection has broken, Akka.Remote once more looks for the process it was connected with. If a new process of the same address connects while that is under way, the attempt is left open and
    /// nobody closes it: the new process takes it for the latest connection, reads that one only, and hears nothing from this side any more. So the attempt is made before any process can have been started
    /// again: it is refused, and the former process is forgotten. (A second, Akka's measure elsewhere, is about what a node needs to start.)
    /// </summary>
    private const int RetryAfterMilliseconds = 50;

    /// <summary>For the actor system of a node.</summary>
    /// <param name="config">The node's.</param>
    /// <param name="markers">Interfaces of what the master stores, besides <see cref="IProtocolMessage"/>.</param>
    public static AkkaConfig ForNode(NodeConfig config, IReadOnlyList<Type> markers)
    {
        var roles = config.Node.Roles.Select(NodeKeyForms.KebabCase);
        var own = ForMember(config, config.Cluster.Seeds, roles, (config.Node.Host, config.Node.BoundHost, config.Node.Port), markers);
        return config.Expert
            .WithFallback(config.Node.IsMaster ? ConfigurationFactory.ParseString(PersistenceSettings.For(config)).WithFallback(own) : own)
            .WithFallback(Libraries());
    }

    /// <summary>For the actor system of a worker process of a node.</summary>
    /// <param name="config">The node's.</param>
    /// <param name="seeds">Nodes to join, as host:port; never the worker itself.</param>
    public static AkkaConfig ForWorker(NodeConfig config, IReadOnlyList<string> seeds) => config.Expert
        .WithFallback(ForMember(config, seeds, [WorkerRole], (config.WorkerHost, WorkerBind(config), 0), []))
        .WithFallback(Libraries());

    /// <summary>For the actor system of a client, which is no member.</summary>
    /// <param name="options">Where it is and what it must share with the cluster.</param>
    public static AkkaConfig ForClient(ClientSystemOptions options) =>
        ConfigurationFactory.ParseString($$"""
            akka.actor.provider = remote
            {{Common([], options.MessageBytes)}}
            {{Remote((options.Host, options.BindHost ?? options.Host, 0), options.Tls.IsOn, options.MessageBytes)}}
            """).WithFallback(Libraries());

    /// <summary>A seed's or a peer's address, whose scheme depends on TLS.</summary>
    public static string AddressOf(string cluster, string hostAndPort, bool hasTls) => $"akka.{(hasTls ? "ssl.tcp" : "tcp")}://{cluster}@{hostAndPort}";

    /// <summary>A text in quotes.</summary>
    public static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string WorkerBind(NodeConfig config) => config.Node.BindHost ?? config.WorkerHost;

    private static AkkaConfig ForMember(
        NodeConfig config, IReadOnlyList<string> seeds, IEnumerable<string> roles, (string Host, string Bind, int Port) at, IReadOnlyList<Type> markers)
    {
        var hasTls = config.Security.Tls.IsOn;
        var addresses = seeds.Select(seed => Quote(AddressOf(config.Cluster.Name, HostAndPort.TryParse(seed, out var known) ? known.ToString() : seed, hasTls)));
        return ConfigurationFactory.ParseString($$"""
            akka.actor.provider = cluster
            {{Common(markers, config.Limits.MessageBytes)}}
            {{Remote(at, hasTls, config.Limits.MessageBytes)}}
            akka.cluster {
              seed-nodes = [{{string.Join(", ", addresses)}}]
              roles = [{{string.Join(", ", roles)}}]
              {{ClusterSettings.For(config.Cluster)}}
            }
            """);
    }

    /// <summary>Serializers must be known when a system starts: what libraries add later, on first use, is not looked at any more.</summary>
    private static AkkaConfig Libraries() => ClusterSingleton.DefaultConfig()
        .WithFallback(Akka.Persistence.Persistence.DefaultConfig())
        .WithFallback(Akka.Persistence.Sql.SqlPersistence.DefaultConfiguration);

    private static string Common(IReadOnlyList<Type> markers, int messageBytes) => $$"""
        akka {
          loglevel = INFO
          stdout-loglevel = OFF
          loggers = [{{Quote(QualifiedName(typeof(AkkaLogger)))}}]
          loggers-dispatcher = "akka.actor.internal-dispatcher"
          log-config-on-start = off # it holds passwords
          log-serializer-override-on-start = off
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          scheduler.tick-duration = 50ms # each tick wakes two threads; nothing here is timed closer than heartbeats are, twice a second
          coordinated-shutdown.exit-clr = off # the process ends when its system has: see ActorSystem.WhenTerminated
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        {{SerializerSettings.For(markers, messageBytes)}}
        {{DispatcherSettings.Text}}
        """;

    private static string Remote((string Host, string Bind, int Port) at, bool hasTls, int messageBytes)
    {
        var frame = messageBytes + FrameHeadroom;
        return string.Create(CultureInfo.InvariantCulture, $$"""
            akka.remote {
              log-remote-lifecycle-events = WARNING
              retry-gate-closed-for = {{RetryAfterMilliseconds}}ms
              dot-netty.tcp {
                hostname = {{Quote(at.Bind)}}
                public-hostname = {{Quote(HostAndPort.OneName(at.Host))}}
                port = {{at.Port}}
                enable-ssl = {{(hasTls ? "true" : "false")}}
                connection-timeout = 5s
                maximum-frame-size = {{frame}}b
                write-buffer-high-water-mark = {{2 * frame}}b
                write-buffer-low-water-mark = {{frame}}b
                batching.enabled = false # few messages, each wanted at once
              }
            }
            """);
    }

    internal static string QualifiedName(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
