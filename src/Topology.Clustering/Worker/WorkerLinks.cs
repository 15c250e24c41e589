using System.Net;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;
using Topology.Clustering.Transport;
using Topology.Runtime.Execution;
using Topology.Runtime.Messaging;

namespace Topology.Clustering.Worker;

/// <summary>The data links of a worker: asks for them, grants them, makes them, lets go of them. Owned by the worker's actor.</summary>
internal sealed class WorkerLinks : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2); // for the answer of a process that is busy or still starts

    private readonly WorkerSpec _spec;
    private readonly LinkOptions _options;
    private readonly LinkTls? _tls;
    private readonly IValueSerializer _serializer;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly DataListener _listener;
    private readonly Dictionary<int, DataLink> _links = [];
    private readonly Dictionary<int, WorkerPlace> _wanted = [];
    private readonly HashSet<int> _connecting = [];
    private readonly Dictionary<int, (long Generation, long At)> _asked = [];
    private readonly CancellationTokenSource _end = new();
    private volatile IActorRef _owner = ActorRefs.Nobody;

    /// <summary>Begins to listen.</summary>
    /// <param name="spec">Whose links they are, and where to listen.</param>
    /// <param name="options">Sizes and times.</param>
    /// <param name="tls">Null: none.</param>
    /// <param name="serializer">For objects.</param>
    /// <param name="time">The worker's.</param>
    /// <param name="log">The worker's.</param>
    public WorkerLinks(WorkerSpec spec, LinkOptions options, LinkTls? tls, IValueSerializer serializer, TimeProvider time, ILogger log)
    {
        _spec = spec;
        _options = options;
        _tls = tls;
        _serializer = serializer;
        _log = log;
        _time = time;
        var address = IPAddress.TryParse(spec.Network.BindHost, out var given) ? given : Dns.GetHostAddresses(spec.Network.BindHost)[0];
        _listener = DataListener.Start(
            new IPEndPoint(address, 0), tls, options, time,
            Accepted,
            (from, reason) => log.LinkStrangerRefused(from?.ToString() ?? "an unknown address", reason));
    }

    /// <summary>The worker's actor, told of what happens from now on; Nobody while there is none.</summary>
    public IActorRef Owner { set => _owner = value; }

    /// <summary>Links that broke while there was no owner.</summary>
    public IReadOnlyList<(int Worker, DataLink Link)> BrokenOnes => [.. _links.Where(entry => entry.Value.IsBroken).Select(entry => (entry.Key, entry.Value))];

    /// <summary>Whether links are missing that this worker is to ask for.</summary>
    public bool IsAsking => _wanted.Count > 0;

    /// <summary>Another worker may connect.</summary>
    public LinkGranted Grant(RequestLink request) => new(
        request, _spec.Network.PublicHost, _listener.EndPoint.Port,
        _listener.IssueKey(new LinkIdentity(request.TopologyId, request.Generation, request.From, request.FromIncarnation)));

    /// <summary>From now on this link is asked for.</summary>
    public void Want(WorkerPlace place) => _wanted[place.Worker] = place;

    /// <summary>Asks for each link that is wanted, over Akka.</summary>
    /// <param name="context">The actor's.</param>
    /// <param name="orders">Those in force.</param>
    /// <param name="wants">Whether a link to a place is still wanted.</param>
    public void Ask(IActorContext context, WorkerOrders orders, Func<WorkerPlace, bool> wants)
    {
        foreach (var place in _wanted.Values.Where(place => !wants(place)).ToArray())
            _wanted.Remove(place.Worker);
        foreach (var place in _wanted.Values.Where(place => !_connecting.Contains(place.Worker)))
        {
            if (_asked.TryGetValue(place.Worker, out var last) && last.Generation == orders.Generation && _time.GetElapsedTime(last.At) < Patience)
                continue; // asked again it would give another key, and the one on its way would be good no more
            _asked[place.Worker] = (orders.Generation, _time.GetTimestamp());
            var request = new RequestLink(orders.TopologyId, orders.Generation, _spec.Worker, _spec.Incarnation, place.Worker, place.Incarnation);
            context.ActorSelection($"{place.Address}/user/worker").Tell(request, context.Self);
        }
    }

    /// <summary>Connects where a key was given for.</summary>
    public void Connect(LinkGranted granted)
    {
        var request = granted.Request;
        if (!_wanted.ContainsKey(request.To) || !_connecting.Add(request.To))
            return;
        var hello = new LinkHello(new LinkIdentity(request.TopologyId, request.Generation, request.From, request.FromIncarnation), granted.Key);
        DataLinkConnector.ConnectAsync(granted.Host, granted.Port, hello, _tls, _options, _end.Token).PipeTo(
            _owner, _owner, connection => new LinkConnected(request, connection), error => new LinkNotConnected(request, error));
    }

    /// <summary>Attempts under way will never be answered.</summary>
    public void ForgetAttempts() => _connecting.Clear();

    /// <summary>An attempt is over, or was refused: the next one may follow.</summary>
    public void Attempted(RequestLink request)
    {
        _connecting.Remove(request.To);
        _asked.Remove(request.To);
    }

    /// <summary>A connection becomes the link to a worker; one that was there before is closed.</summary>
    public void Up(int other, LinkConnection connection, TopologyEngine engine)
    {
        Cut(other, engine);
        _wanted.Remove(other);
        var receiver = engine.CreateReceiver();
        DataLink? link = null;
        link = new DataLink(
            connection, _options, engine, _serializer, receiver,
            reason => _owner.Tell(new LinkBroken(other, link!, reason)), // set before it is started, and nothing breaks earlier
            $"{_spec.Worker}-{other}");
        _links[other] = link;
        engine.Attach(other, link, receiver);
        link.Start();
        _log.LinkIsUp(_spec.Worker, other);
    }

    /// <summary>Whether this is the link to that worker at present.</summary>
    public bool Has(int other, DataLink link) => _links.TryGetValue(other, out var present) && ReferenceEquals(present, link);

    /// <summary>Closes the link to a worker, if there is one.</summary>
    public void Cut(int other, TopologyEngine? engine)
    {
        if (!_links.Remove(other, out var link))
            return;
        link.Dispose();
        engine?.Detach(other);
    }

    private void Accepted(LinkIdentity identity, LinkConnection connection)
    {
        if (_owner.IsNobody())
            connection.Dispose();
        else
            _owner.Tell(new LinkAccepted(identity, connection));
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        foreach (var link in _links.Values.ToArray()) // an actor that did not end in time hears of each, and removes it
            link.Dispose();
        _links.Clear();
        _end.Dispose();
    }
}
