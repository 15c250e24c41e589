using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>The door for clients on each master node: checks the token and the size of requests and passes them on to the master, wherever it is.</summary>
internal sealed class GatewayActor : ReceiveActor, IWithTimers
{
    /// <summary>A client waits so long when there is no master: as long as one takes over, mostly.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MaxWaiting = 1_000; // requests; each has 128 KB at most
    private static readonly TimeSpan LocationHolds = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(250);

    private readonly MasterOptions _options;
    private readonly IActorRef _master;
    private readonly byte[]? _tokenHash;
    private readonly Queue<(ClientRequest Request, IActorRef Asker, DateTimeOffset Until)> _waiting = new();
    private DateTimeOffset _locatedAt;
    private DateTimeOffset _askedAt;
    private string _reason;

    /// <param name="options">Has the token.</param>
    /// <param name="master">The proxy of the singleton.</param>
    public GatewayActor(MasterOptions options, IActorRef master)
    {
        _options = options;
        _master = master;
        _tokenHash = options.Token is { } token ? Hash(token) : null;
        _reason = NobodyThere;
        Receive<ClientRequest>(Judge);
        Receive<MasterLocated>(_ => Located());
        Receive<RequestRefused>(refused => _reason = refused.Reason); // the master is there but cannot work yet
        Receive<MasterTick>(_ => Tick());
    }

    public ITimerScheduler Timers { get; set; } = null!; // set by Akka

    private static string NobodyThere => $"There is no master in the cluster now: none has answered for {Patience.TotalSeconds} s. Topologies run on; try again in a moment, and look at the master nodes' logs if it stays so.";

    private DateTimeOffset Now => _options.Time.GetUtcNow();

    protected override void PreStart() => Timers.StartPeriodicTimer(MasterTick.Instance, MasterTick.Instance, TickEvery);

    private void Judge(ClientRequest request)
    {
        if (!IsAllowed(request.Token))
        {
            _options.Log.TokenWrong(request.GetType().Name, Sender.Path.Address.ToString());
            Sender.Tell(new RequestRefused(RefusalKind.Forbidden, "The token is missing or wrong. Give the one of the cluster's configuration."));
        }
        else if (RequestLimits.Check(request) is { } mistake)
        {
            Sender.Tell(new RequestRefused(RefusalKind.Invalid, mistake));
        }
        else
        {
            Pass(request with { Token = null }); // no secret goes further than it must
        }
    }

    /// <summary>Compares hashes: they are of equal length, and comparing takes the same time wherever they differ.</summary>
    private bool IsAllowed(string? token) =>
        _tokenHash is null || (token is { Length: <= RequestLimits.TokenLength } && CryptographicOperations.FixedTimeEquals(_tokenHash, Hash(token)));

    private void Pass(ClientRequest request)
    {
        if (Now - _locatedAt < LocationHolds)
        {
            _master.Forward(request);
            return;
        }
        if (_waiting.Count >= MaxWaiting)
        {
            Sender.Tell(new RequestRefused(RefusalKind.Unavailable, $"{MaxWaiting} requests are waiting for a master already. Try again later."));
            return;
        }
        _waiting.Enqueue((request, Sender, Now + Patience));
        Locate();
    }

    private void Locate()
    {
        if (_waiting.Count > 1 && Now - _askedAt < LocationHolds)
            return;
        _askedAt = Now;
        _master.Tell(new LocateMaster());
    }

    private void Located()
    {
        _locatedAt = Now;
        _reason = NobodyThere;
        while (_waiting.TryDequeue(out var waiting))
            _master.Tell(waiting.Request, waiting.Asker);
    }

    private void Tick()
    {
        while (_waiting.TryPeek(out var oldest) && Now >= oldest.Until)
            _waiting.Dequeue().Asker.Tell(new RequestRefused(RefusalKind.Unavailable, _reason));
        if (_waiting.Count > 0 && Now - _askedAt >= LocationHolds)
        {
            _askedAt = Now;
            _master.Tell(new LocateMaster());
        }
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
