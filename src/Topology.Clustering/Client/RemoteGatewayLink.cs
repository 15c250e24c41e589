using Akka.Actor;
using Topology.Clustering.Protocol;

namespace Topology.Clustering;

/// <summary>The link over an actor system of the client's own. Thread-safe.</summary>
internal sealed class RemoteGatewayLink : IGatewayLink
{
    /// <summary>Of the actor systems of all nodes.</summary>
    private const string ClusterSystemName = "topology";

    private readonly ActorSystem system;
    private readonly LostConnections lost = new();
    private readonly string scheme;

    /// <param name="system">Owned from now on.</param>
    /// <param name="usesTls">Whether it speaks TLS.</param>
    public RemoteGatewayLink(ActorSystem system, bool usesTls)
    {
        this.system = system;
        scheme = usesTls ? "akka.ssl.tcp" : "akka.tcp";
        system.ActorOf(Props.Create(() => new ConnectionWatchActor(lost)), "connections");
    }

    public async Task FindAsync(MasterEndpoint master, CancellationToken token)
    {
        var answer = await CallAsync(master, new Identify(null), token).ConfigureAwait(false);
        if (answer is ActorIdentity { Subject: not null })
        {
            lost.Forget(AddressOf(master));
            return;
        }

        // Our own system says that there is nobody, too, when a connection fails, and while it rests from that: maybe before its reason is known.
        throw lost.ReasonOf(AddressOf(master)) is { } reason ? Lost(reason) : new MasterLostException("no master there") { IsVague = true };
    }

    public Task<object> AskAsync(MasterEndpoint master, ClientRequest request, CancellationToken token)
    {
        // Over a connection that is gone the request would vanish without a sign.
        return lost.ReasonOf(AddressOf(master)) is { } reason
            ? throw new MasterLostException(reason) { WasSent = false }
            : CallAsync(master, request, token);
    }

    public async ValueTask DisposeAsync() => await system.Terminate().ConfigureAwait(false);

    private static MasterLostException Lost(string reason) => new(reason) { IsVague = reason == LostConnections.Closed };

    private Address AddressOf(MasterEndpoint master) => new(scheme, ClusterSystemName, master.Host, master.Port);

    private async Task<object> CallAsync(MasterEndpoint master, object message, CancellationToken token)
    {
        var address = AddressOf(master);
        var gateway = system.ActorSelection(new RootActorPath(address) / "user" / "gateway");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);

        // Watched before the message leaves, so that no loss is missed.
        using var watch = lost.Watch(address);
        var answer = gateway.Ask<object>(message, timeout: null, stop.Token);
        if (await Task.WhenAny(answer, watch.Lost).ConfigureAwait(false) != answer)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            _ = answer.ContinueWith(given => given.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default); // seen, and of no use
            throw Lost(await watch.Lost.ConfigureAwait(false));
        }

        token.ThrowIfCancellationRequested();
        return await answer.ConfigureAwait(false);
    }
}
