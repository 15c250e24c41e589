using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Support;

/// <summary>A master's node as its clients see it: an actor system with remoting, on a loopback port of its own, whose gateway answers as the test says.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly ActorSystem system;
    private readonly ConcurrentQueue<ClientRequest> requests = new();

    private FakeGateway(ActorSystem system, Func<ClientRequest, object?> answer)
    {
        this.system = system;
        Answer = answer;
        Port = ((ExtendedActorSystem)system).Provider.DefaultAddress.Port!.Value; // not null: it listens
        system.ActorOf(Props.Create(() => new GatewayActor(this)), "gateway");
    }

    /// <summary>Null: no answer. Called on one thread at a time.</summary>
    public Func<ClientRequest, object?> Answer { get; set; }

    /// <summary>All that came, in order.</summary>
    public IReadOnlyList<ClientRequest> Requests => [.. requests];

    /// <summary>Host and port, as a client names them.</summary>
    public string Address => $"127.0.0.1:{Port}";

    public int Port { get; }

    public static FakeGateway Start(Func<ClientRequest, object?> answer, int port = 0, Setup? tls = null)
    {
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(Settings(port, tls is not null)));
        return new FakeGateway(ActorSystem.Create("topology", tls is null ? setup : setup.And(tls)), answer);
    }

    public async ValueTask DisposeAsync() => await system.Terminate();

    private static Config Settings(int port, bool usesTls) => ConfigurationFactory.ParseString(
        $$"""
        akka {
          loggers = []
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          actor {
            provider = remote
            serializers.topology = "Topology.Clustering.Protocol.ProtocolSerializer, Topology.Clustering"
            serialization-bindings {
              "Topology.Clustering.Protocol.IProtocolMessage, Topology.Clustering" = topology
            }
          }
          remote {
            flush-wait-on-shutdown = 0s
            dot-netty.tcp {
              enable-ssl = {{(usesTls ? "on" : "off")}}
              hostname = "127.0.0.1"
              port = {{port}}
              maximum-frame-size = 4194304b
              send-buffer-size = 4194304b
              receive-buffer-size = 4194304b
            }
          }
        }
        """);

    private sealed class GatewayActor : ReceiveActor
    {
        public GatewayActor(FakeGateway gateway) => Receive<ClientRequest>(request =>
        {
            gateway.requests.Enqueue(request);
            if (gateway.Answer(request) is { } answer)
                Sender.Tell(answer);
        });
    }
}
