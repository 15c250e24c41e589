using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;

namespace Topology.Clustering;

/// <summary>The actor system of a client: remoting only, no cluster, no port that another host can reach.</summary>
internal static class ClientSystem
{
    private const string Name = "topology-client";

    /// <exception cref="TopologyException">A certificate cannot be read.</exception>
    public static ActorSystem Start(TopologyClientOptions options, IReadOnlyList<MasterEndpoint> masters)
    {
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(Settings(options, masters)));
        if (options.Tls is { } tls)
            setup = setup.And(TlsSetup.Of(tls));
        return ActorSystem.Create(Name, setup);
    }

    /// <remarks>Answers come back over the connection that carried the request, so the client's own port is open on loopback only. Its public name still has to differ from those of clients on other hosts.</remarks>
    public static Config Settings(TopologyClientOptions options, IReadOnlyList<MasterEndpoint> masters) => ConfigurationFactory.ParseString(
        $$"""
        akka {
          loggers = []
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          actor {
            provider = remote
            serializers.topology = "Topology.Clustering.Protocol.ProtocolSerializer, Topology.Clustering"
            serialization-bindings {
              "Topology.Clustering.Protocol.IProtocolMessage, Topology.Clustering" = topology
            }
          }
          remote {
            # A master that was away is tried again by our own pauses, not after Akka's five seconds.
            retry-gate-closed-for = 200ms
            # Nothing is under way when a client ends.
            flush-wait-on-shutdown = 0s
            dot-netty.tcp {
              enable-ssl = {{(options.Tls is null ? "off" : "on")}}
              hostname = "127.0.0.1"
              public-hostname = "{{LocalAddressTowards(masters[0])}}"
              port = 0
              connection-timeout = 5s
              # A piece of a package, 192 KiB, in the protocol's encoding, and a list of many topologies.
              maximum-frame-size = {{MaximumFrameBytes.ToString(CultureInfo.InvariantCulture)}}b
              send-buffer-size = {{MaximumFrameBytes.ToString(CultureInfo.InvariantCulture)}}b
              receive-buffer-size = {{MaximumFrameBytes.ToString(CultureInfo.InvariantCulture)}}b
            }
          }
        }
        """);

    private const int MaximumFrameBytes = 4 * 1024 * 1024;

    // Connecting a datagram socket sends nothing: it asks the system by which of our addresses it would.
    private static IPAddress LocalAddressTowards(MasterEndpoint master)
    {
        try
        {
            using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(master.Host, master.Port);
            var address = ((IPEndPoint)socket.LocalEndPoint!).Address; // not null: connected
            return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        }
        catch (SocketException)
        {
            return IPAddress.Loopback; // no way there: to be told when it is tried
        }
    }
}
