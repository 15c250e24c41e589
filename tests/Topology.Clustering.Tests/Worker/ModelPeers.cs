using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Worker;

/// <summary>The workers of one topology, a master that gives them orders, and a network that delays, reorders and loses.</summary>
internal sealed class ModelPeers
{
    private readonly Random _random;
    private readonly List<Action> _later = [];
    private readonly WorkerPlace[] _places;
    private readonly int[] _workerOfExecutor;
    private readonly long[] _epochs;
    private WorkerGoal _goal;
    private long _nextIncarnation = 100;

    public ModelPeers(Random random, int workers)
    {
        _random = random;
        Peers = [.. Enumerable.Range(0, workers).Select(worker => new ModelPeer(this, worker, _nextIncarnation++))];
        _workerOfExecutor = [.. Enumerable.Range(0, 6).Select(_ => random.Next(workers))];
        _epochs = new long[6];
        _places = [.. Peers.Select(peer => new WorkerPlace(peer.Worker, 0, null))];
        Look();
    }

    public ModelPeer[] Peers { get; }

    public long Generation { get; private set; }

    /// <summary>Chance that a message is lost.</summary>
    public double Loss { get; set; } = 0.2;

    public WorkerGoal Goal => _goal;

    /// <summary>Happens some time, after or before what else is under way.</summary>
    public void Later(Action action) => _later.Add(action);

    public void Request(ModelPeer from, WorkerPlace to, RequestLink request) => Send(() =>
    {
        var peer = Peers[to.Worker];
        if (peer.Address == to.Address && peer.Life.Refusal(request) is null)
            Send(() => Connect(from, peer, request));
    });

    public void Break(ModelLink link)
    {
        if (link.IsBroken)
            return;
        link.IsBroken = true;
        foreach (var peer in Peers)
            Later(() => peer.Broken(link));
    }

    /// <summary>Anything that may happen.</summary>
    public void Step()
    {
        var peer = Peers[_random.Next(Peers.Length)];
        switch (_random.Next(16))
        {
            case 0 when _random.Next(3) == 0: Replace(peer); break;
            case 1 when _random.Next(3) == 0: peer.Move(); break;
            case 2: BreakOne(peer); break;
            case 3: _goal = _random.Next(2) == 0 ? WorkerGoal.Inactive : WorkerGoal.Active; break;
            case 4 or 5: peer.Ask(); break;
            case 6 or 7: Look(); break;
            case 8 or 9: SendOrders(peer); break;
            case 10 or 11: peer.PrepareOne(); break;
            default: ArriveOne(); break;
        }
    }

    /// <summary>Nothing bad happens any more: everything arrives and is repeated.</summary>
    public void Calm()
    {
        Loss = 0;
        for (var round = 0; round < 30; round++)
        {
            Look();
            foreach (var peer in Peers)
            {
                SendOrders(peer);
                peer.PrepareOne();
                peer.Ask();
            }
            while (_later.Count > 0)
                ArriveOne();
        }
    }

    /// <summary>The master compares what is with what it knows: processes, addresses, links that were lost.</summary>
    private void Look()
    {
        var isLost = Peers.Any(peer => peer.Life.Generation == Generation && peer.Life.LostLinks.Count > 0);
        var isChanged = false;
        foreach (var peer in Peers)
        {
            var known = _places[peer.Worker];
            var place = known.Incarnation != peer.Incarnation && known.Address is not null
                ? new WorkerPlace(peer.Worker, 0, null) // it is seen to be gone before its successor is heard of
                : new WorkerPlace(peer.Worker, peer.Incarnation, peer.Address);
            if (place == known)
                continue;
            isChanged = true;
            _places[peer.Worker] = place;
        }
        if (!isChanged && !isLost)
            return;
        Generation++;
        for (var executor = 0; executor < _epochs.Length; executor++)
        {
            if (_places[_workerOfExecutor[executor]].Address is null)
                _epochs[executor] = Generation;
        }
    }

    private void SendOrders(ModelPeer peer)
    {
        if (_places[peer.Worker].Address != peer.Address)
            return;
        var orders = new WorkerOrders("t-1", Generation, _goal, [.. _places], _workerOfExecutor, [.. _epochs], [0]);
        Send(() => peer.Take(orders));
    }

    private void Connect(ModelPeer from, ModelPeer to, RequestLink request)
    {
        var link = new ModelLink();
        Later(() => to.Connected(from.Worker, request.FromIncarnation, link));
        Later(() => from.Connected(to.Worker, request.ToIncarnation, link));
    }

    private void Replace(ModelPeer peer)
    {
        peer.Die();
        Peers[peer.Worker] = new ModelPeer(this, peer.Worker, _nextIncarnation++);
    }

    private void BreakOne(ModelPeer peer)
    {
        if (peer.LinkTo(_random.Next(Peers.Length)) is { } link)
            Break(link);
    }

    private void Send(Action arrive)
    {
        if (_random.NextDouble() >= Loss)
            Later(arrive);
    }

    private void ArriveOne()
    {
        if (_later.Count == 0)
            return;
        var at = _random.Next(_later.Count);
        var arrive = _later[at];
        _later.RemoveAt(at);
        arrive();
    }
}
