using Topology.Clustering.Protocol;
using Topology.Clustering.Worker;

namespace Topology.Clustering.Tests.Worker;

/// <summary>A connection between two processes of the model.</summary>
internal sealed class ModelLink
{
    public bool IsBroken { get; set; }
}

/// <summary>A worker process of the model: a <see cref="WorkerLife"/> and what its actor and its links would do with the effects.</summary>
internal sealed class ModelPeer
{
    private readonly Dictionary<int, WorkerPlace> _wanted = [];
    private readonly Dictionary<int, ModelLink> _links = [];
    private readonly ModelPeers _network;
    private readonly HashSet<int> _unprepared = [];
    private readonly HashSet<int> _made = [];

    public ModelPeer(ModelPeers network, int worker, long incarnation)
    {
        (_network, Worker, Incarnation) = (network, worker, incarnation);
        Life = new WorkerLife(worker, incarnation, () => []);
    }

    public int Worker { get; }

    public long Incarnation { get; }

    public int Moves { get; private set; } // how often it has joined anew under another address

    public WorkerLife Life { get; }

    public bool IsDead { get; private set; }

    public string Address => $"{Worker}:{Incarnation}:{Moves}";

    public ModelLink? LinkTo(int other) => _links.GetValueOrDefault(other);

    public void Move() => Moves++;

    public void Take(WorkerOrders orders) => Do(Life.Take(orders));

    public void PrepareOne()
    {
        if (_unprepared.Count == 0)
            return;
        var executor = _unprepared.Min();
        _unprepared.Remove(executor);
        Do(Life.ExecutorPrepared(executor));
    }

    /// <summary>As on the timer.</summary>
    public void Ask()
    {
        if (Life.Orders is not { } orders)
            return;
        foreach (var place in _wanted.Values.Where(place => !Life.Wants(place)).ToArray())
            _wanted.Remove(place.Worker);
        foreach (var place in _wanted.Values)
            _network.Request(this, place, new RequestLink(orders.TopologyId, orders.Generation, Worker, Incarnation, place.Worker, place.Incarnation));
    }

    /// <summary>A connection is there, at this end.</summary>
    public void Connected(int other, long incarnation, ModelLink link)
    {
        if (IsDead || link.IsBroken || Life.LinkUp(other, incarnation, Life.Orders?.Generation ?? 0) is not { } effects)
        {
            _network.Break(link);
            return;
        }
        Cut(other);
        _wanted.Remove(other);
        _links[other] = link;
        Do(effects);
    }

    /// <summary>A connection broke, and this end notices.</summary>
    public void Broken(ModelLink link)
    {
        foreach (var (other, present) in _links.ToArray())
        {
            if (ReferenceEquals(present, link))
                Do(Life.LinkDown(other));
        }
    }

    public void Die()
    {
        IsDead = true;
        foreach (var other in _links.Keys.ToArray())
            Cut(other);
    }

    private void Do(IEnumerable<WorkerEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case CutLink cut: Cut(cut.Worker); break;
                case WantLink want: _wanted[want.Place.Worker] = want.Place; break;
                case PlaceExecutors place: Place(place); break;
                case SetSpouts set: _network.Later(() => Tell(set.IsActive)); break;
            }
        }
    }

    private void Tell(bool isActive)
    {
        if (!IsDead)
            Do(Life.SpoutsTold(isActive));
    }

    private void Place(PlaceExecutors place)
    {
        var here = Enumerable.Range(0, place.Placement.WorkerOfExecutor.Count).Where(place.Placement.IsHere).ToHashSet();
        _made.IntersectWith(here);
        _unprepared.IntersectWith(here);
        foreach (var executor in here.Where(_made.Add))
            _unprepared.Add(executor);
    }

    private void Cut(int other)
    {
        if (_links.Remove(other, out var link))
            _network.Break(link);
    }
}
