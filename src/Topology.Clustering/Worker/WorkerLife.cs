using Topology.Clustering.Protocol;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Worker;

/// <summary>Something a worker's actor is to do.</summary>
internal abstract record WorkerEffect;

/// <summary>Make and start what is to be here, stop what is not; other executors go on.</summary>
internal sealed record PlaceExecutors(Placement Placement) : WorkerEffect;

/// <summary>The topology goes back, or begins: make an engine with what is to be here. What it begins with is read; then <see cref="WorkerLife.MayStart"/> is to be asked.</summary>
internal sealed record MakeEngine(Placement Placement) : WorkerEffect;

/// <summary>What the engine does is of no use any more: stop all its executors, without Cleanup, and let it go. Then <see cref="WorkerLife.EngineLeft"/> is to follow.</summary>
internal sealed record LeaveEngine : WorkerEffect;

/// <summary>The other end is gone, or is about to be connected anew.</summary>
internal sealed record CutLink(int Worker) : WorkerEffect;

/// <summary>Ask the other end for a connection, until there is one.</summary>
internal sealed record WantLink(WorkerPlace Place) : WorkerEffect;

/// <summary>Tuples of any tree may be lost: the spouts are told at once.</summary>
internal sealed record FailPendingTrees : WorkerEffect;

/// <summary>Let the spouts emit, or stop them.</summary>
internal sealed record SetSpouts(bool IsActive) : WorkerEffect;

/// <summary>Stop these executors; the next stage follows.</summary>
internal sealed record StopExecutors(IReadOnlyCollection<int> Executors) : WorkerEffect;

/// <summary>Tell the master at once.</summary>
internal sealed record SendWorkerReport : WorkerEffect;

/// <summary>Decides what a worker does with its orders. Pure; one thread.</summary>
/// <remarks>
/// Phases: Loading (no orders yet) → Preparing ⇄ Ready → Stopped; any → Failed, from which only Stopped follows. Ready means that every
/// executor that is to be here is prepared and that there is a link to every worker that has a process. A change of places leads back to Preparing;
/// spouts that are active stay so.
/// A topology that goes back as a whole has another engine, and other links, in each generation. It begins when the leading worker says with what. A link that breaks, or an executor that fails,
/// makes everything of the generation worthless: the worker stops at once, which a process that was given up and does not know it does too, and waits for the next generation.
/// </remarks>
/// <param name="worker">Its number.</param>
/// <param name="incarnation">Of its process.</param>
/// <param name="stages">The executors here in the order in which they are to stop; asked when they are.</param>
/// <param name="goesBack">Whether the topology goes back as a whole when something is lost.</param>
internal sealed class WorkerLife(int worker, long incarnation, Func<IReadOnlyList<IReadOnlyList<int>>> stages, bool goesBack = false)
{
    private readonly Dictionary<int, Peer> _peers = [];
    private readonly HashSet<int> _here = [];
    private readonly HashSet<int> _prepared = [];
    private readonly HashSet<int> _lost = [];
    private readonly HashSet<int> _stopping = [];
    private IReadOnlyList<IReadOnlyList<int>> _stages = [];
    private bool _isStopping;
    private int _stage = -1;
    private bool? _told; // what the spouts were told last
    private bool _isMade; // there is an engine of this generation; only if the topology goes back as a whole
    private bool _isLeaving; // the engine of another generation is still there; likewise
    private bool _isStarted; // the engine was told to start; likewise

    /// <summary>The last ones taken.</summary>
    public WorkerOrders? Orders { get; private set; }

    public WorkerPhase Phase { get; private set; } = WorkerPhase.Loading;

    /// <summary>The goal that was reached.</summary>
    public WorkerGoal Reached { get; private set; } = WorkerGoal.Inactive;

    /// <summary>The generation of the orders that were carried out.</summary>
    public long Generation { get; private set; }

    /// <summary>Why it failed.</summary>
    public string? Cause { get; private set; }

    /// <summary>Why everything of a generation is worthless; null: it never was.</summary>
    public WorkerSetback? Setback { get; private set; }

    /// <summary>Whether an engine that was left is still there: <see cref="EngineLeft"/> is to follow.</summary>
    public bool IsLeaving => _isLeaving;

    /// <summary>Workers whose link broke in this generation.</summary>
    public IReadOnlyCollection<int> LostLinks => _lost;

    /// <summary>Takes orders; those that are older, or meant for another process of the worker, change nothing.</summary>
    public IReadOnlyList<WorkerEffect> Take(WorkerOrders orders)
    {
        if (orders.Workers.FirstOrDefault(place => place.Worker == worker)?.Incarnation != incarnation)
            return [];
        if (Orders is { } known && (orders.Generation < known.Generation || (orders.Generation == known.Generation && orders.Goal == known.Goal)))
            return [];
        var former = Orders;
        Orders = orders;
        var effects = new List<WorkerEffect>();
        if (former?.Generation != orders.Generation && orders.Goal != WorkerGoal.Stopped && Phase is not (WorkerPhase.Failed or WorkerPhase.Stopped) && !_isStopping)
            ChangePlaces(former, orders, effects);
        Settle(effects);
        return effects;
    }

    /// <summary>An executor is prepared, for the first time or again.</summary>
    public IReadOnlyList<WorkerEffect> ExecutorPrepared(int executor)
    {
        if (!_here.Contains(executor) || !_prepared.Add(executor))
            return [];
        var effects = new List<WorkerEffect>();
        Settle(effects);
        return effects;
    }

    /// <summary>There is a link to a process of another worker.</summary>
    /// <param name="other">Which.</param>
    /// <param name="otherIncarnation">Of its process.</param>
    /// <param name="generation">In which it was asked for.</param>
    /// <returns>Null: nobody wants it, it is to be closed.</returns>
    public IReadOnlyList<WorkerEffect>? LinkUp(int other, long otherIncarnation, long generation)
    {
        if (!_peers.TryGetValue(other, out var peer) || peer.Place.Incarnation != otherIncarnation || peer.Place.Address is null || Phase is WorkerPhase.Stopped or WorkerPhase.Failed)
            return null;
        if (goesBack && (!_isMade || generation != Orders?.Generation || peer.IsUp))
            return null; // the other end sees it break
        List<WorkerEffect> effects = peer.IsUp ? [new FailPendingTrees()] : []; // the other end lost a link that seems to be up here, and what was on it
        peer.IsUp = true;
        _lost.Remove(other);
        Settle(effects);
        return effects;
    }

    /// <summary>A link broke that was up.</summary>
    public IReadOnlyList<WorkerEffect> LinkDown(int other)
    {
        if (!_peers.TryGetValue(other, out var peer) || !peer.IsUp)
            return [];
        peer.IsUp = false;
        if (_isStopping)
            return [new CutLink(other)];
        _lost.Add(other);
        if (goesBack)
            return SetBack($"the link to worker {other} is lost", isFailure: false, [new CutLink(other)]);
        var effects = new List<WorkerEffect> { new CutLink(other), new FailPendingTrees(), new SendWorkerReport() };
        if (Generation != Orders?.Generation && worker < other)
            effects.Add(new WantLink(peer.Place)); // the master minds lost links of its own generation only, and this worker has not got there
        Settle(effects);
        return effects;
    }

    /// <summary>Every spout here knows whether it may emit.</summary>
    public IReadOnlyList<WorkerEffect> SpoutsTold(bool isActive)
    {
        if (_told != isActive || _isStopping)
            return [];
        Reached = isActive ? WorkerGoal.Active : Orders is { Goal: not WorkerGoal.Active } orders ? orders.Goal : WorkerGoal.Inactive;
        return [new SendWorkerReport()];
    }

    /// <summary>An executor of a topology that goes back as a whole has failed.</summary>
    public IReadOnlyList<WorkerEffect> ExecutorFailed(string cause) => SetBack(cause, isFailure: true, []);

    /// <summary>What this worker does is of no use: it was given up, for example.</summary>
    public IReadOnlyList<WorkerEffect> GivenUp(string cause) => SetBack(cause, isFailure: false, []);

    /// <summary>Whether the engine may start now.</summary>
    /// <param name="generation">Whose beginning is known.</param>
    public bool MayStart(long generation)
    {
        var may = _isMade && !_isStarted && !_isStopping && generation == Orders?.Generation;
        _isStarted |= may;
        return may;
    }

    /// <summary>The engine that was left has stopped, or hangs.</summary>
    public IReadOnlyList<WorkerEffect> EngineLeft()
    {
        if (!_isLeaving)
            return []; // told twice
        _isLeaving = false;
        var effects = new List<WorkerEffect>();
        if (_isStopping)
            StopNext(effects);
        else if (Setback?.Generation != Orders?.Generation && Orders?.Goal != WorkerGoal.Stopped)
            Make(effects);
        Settle(effects);
        return effects;
    }

    /// <summary>The worker cannot go on.</summary>
    public IReadOnlyList<WorkerEffect> Fail(string cause)
    {
        if (Phase is WorkerPhase.Failed or WorkerPhase.Stopped || _isStopping)
            return [];
        Phase = WorkerPhase.Failed;
        Cause = cause;
        return [new SendWorkerReport()];
    }

    /// <summary>The worker has another actor: answers that the former one waited for will not come, so it asks again.</summary>
    public IReadOnlyList<WorkerEffect> Resumed()
    {
        if (_stopping.Count > 0)
            return [new StopExecutors([.. _stopping])];
        return _told is { } isActive && !_isStopping ? [new SetSpouts(isActive)] : [];
    }

    /// <summary>An executor has stopped, or is given up as hanging.</summary>
    public IReadOnlyList<WorkerEffect> ExecutorStopped(int executor)
    {
        if (!_stopping.Remove(executor) || _stopping.Count > 0)
            return [];
        var effects = new List<WorkerEffect>();
        StopNext(effects);
        return effects;
    }

    /// <summary>Active as long as any spout may emit, or will be told to by orders already taken.</summary>
    public WorkerGoal Ahead => _isStopping ? WorkerGoal.Stopped
        : Orders?.Goal == WorkerGoal.Active || _told == true || Reached == WorkerGoal.Active ? WorkerGoal.Active : WorkerGoal.Inactive;

    /// <summary>Executors that were told to stop and have not.</summary>
    public IReadOnlyCollection<int> Stopping => _stopping;

    /// <summary>Whether another worker may connect now.</summary>
    /// <returns>Null if so; else why not, and whether asking again is useless.</returns>
    public (bool IsFinal, string Reason)? Refusal(RequestLink request)
    {
        if (Orders is not { } orders || request.Generation > orders.Generation)
            return (false, $"worker {worker} has no orders of generation {request.Generation} yet");
        if (request.Generation < orders.Generation)
            return (true, $"worker {worker} has orders of generation {orders.Generation} already, not {request.Generation}");
        if (request.To != worker || request.ToIncarnation != incarnation)
            return (true, $"this is worker {worker}, incarnation {incarnation}, not {request.To}, {request.ToIncarnation}");
        if (!_peers.TryGetValue(request.From, out var peer) || peer.Place.Incarnation != request.FromIncarnation)
            return (true, $"worker {request.From}, incarnation {request.FromIncarnation}, is not among the places of generation {orders.Generation}");
        if (goesBack && !_isMade)
            return (false, $"worker {worker} is not done with what came before generation {orders.Generation}");
        return null;
    }

    /// <summary>Whether a connection to a place is still wanted.</summary>
    public bool Wants(WorkerPlace place) => _peers.TryGetValue(place.Worker, out var peer) && peer.Place == place && !peer.IsUp && !_isStopping && _isMade == goesBack;

    private void ChangePlaces(WorkerOrders? former, WorkerOrders orders, List<WorkerEffect> effects)
    {
        var cut = new List<int>();
        foreach (var place in orders.Workers.Where(place => place.Worker != worker))
        {
            // A process that has joined anew has another address, and still the links it had.
            var peer = _peers.GetValueOrDefault(place.Worker);
            var isSame = !goesBack && peer is not null && peer.Place.Incarnation == place.Incarnation && place.Address is not null;
            if (peer is { IsUp: true } && !isSame)
                cut.Add(place.Worker);
            _peers[place.Worker] = new Peer(place) { IsUp = isSame && peer!.IsUp }; // not null: the same
        }
        _lost.Clear();
        effects.AddRange(cut.Select(other => new CutLink(other)));
        _here.Clear();
        for (var executor = 0; executor < orders.WorkerOfExecutor.Count; executor++)
        {
            if (orders.WorkerOfExecutor[executor] == worker)
                _here.Add(executor);
        }
        _prepared.IntersectWith(_here);
        if (goesBack)
        {
            if (_isMade)
                Leave(effects);
            else if (!_isLeaving)
                Make(effects);
            return;
        }
        effects.Add(new PlaceExecutors(PlacementIn(orders)));
        if (former is not null)
            effects.Add(new FailPendingTrees()); // a process or a link was lost, perhaps between two others: a tree of ours may have led there
        WantLinks(effects);
    }

    private Placement PlacementIn(WorkerOrders orders) => new(worker, orders.WorkerOfExecutor, orders.EpochOfExecutor, orders.WorkerOfAcker);

    private void WantLinks(List<WorkerEffect> effects) =>
        effects.AddRange(_peers.Values.Where(peer => !peer.IsUp && peer.Place.Address is not null && worker < peer.Place.Worker).Select(peer => new WantLink(peer.Place)));

    private void Make(List<WorkerEffect> effects)
    {
        _isMade = true;
        _isStarted = false;
        effects.Add(new MakeEngine(PlacementIn(Orders!))); // there are some: they are being carried out
        WantLinks(effects);
    }

    private void Leave(List<WorkerEffect> effects)
    {
        (_isMade, _isLeaving, _told) = (false, true, null);
        _prepared.Clear();
        foreach (var peer in _peers.Values.Where(peer => peer.IsUp))
        {
            peer.IsUp = false;
            effects.Add(new CutLink(peer.Place.Worker));
        }
        effects.Add(new LeaveEngine());
    }

    private IReadOnlyList<WorkerEffect> SetBack(string cause, bool isFailure, List<WorkerEffect> effects)
    {
        if (Orders is not { } orders || _isStopping || Phase == WorkerPhase.Failed || Setback?.Generation == orders.Generation)
            return effects;
        Setback = new WorkerSetback(orders.Generation, cause, isFailure);
        Phase = WorkerPhase.Preparing;
        if (_isMade)
            Leave(effects);
        effects.Add(new SendWorkerReport());
        return effects;
    }

    /// <summary>Sees whether what was asked for is reached, and takes the next step.</summary>
    private void Settle(List<WorkerEffect> effects)
    {
        if (Orders is not { } orders || _isStopping)
            return;
        if (orders.Goal == WorkerGoal.Stopped)
        {
            BeginStop(effects);
            return;
        }
        if (Phase == WorkerPhase.Failed)
            return;
        var isReady = _isMade == goesBack && _here.All(_prepared.Contains) && _peers.Values.All(peer => peer.IsUp || peer.Place.Address is null);
        if (isReady && (Phase != WorkerPhase.Ready || Generation != orders.Generation))
        {
            (Phase, Generation) = (WorkerPhase.Ready, orders.Generation);
            _told = null; // executors that came are told as well
            effects.Add(new SendWorkerReport());
        }
        else if (!isReady)
        {
            Phase = WorkerPhase.Preparing;
        }
        if (_isMade != goesBack)
            return; // there are no spouts
        if (orders.Goal == WorkerGoal.Active ? isReady && _told != true : _told != false)
        {
            _told = orders.Goal == WorkerGoal.Active;
            effects.Add(new SetSpouts(_told.Value));
        }
        else if (_told == false && Reached != WorkerGoal.Active && Reached != orders.Goal && orders.Goal != WorkerGoal.Active)
        {
            Reached = orders.Goal; // spouts are told the same
            effects.Add(new SendWorkerReport());
        }
    }

    private void BeginStop(List<WorkerEffect> effects)
    {
        _isStopping = true;
        _stages = _isLeaving ? [] : stages();
        if (!_isLeaving)
            StopNext(effects);
    }

    private void StopNext(List<WorkerEffect> effects)
    {
        while (++_stage < _stages.Count)
        {
            if (_stages[_stage].Count == 0)
                continue;
            _stopping.UnionWith(_stages[_stage]);
            effects.Add(new StopExecutors([.. _stopping]));
            return;
        }
        (Phase, Reached) = (WorkerPhase.Stopped, WorkerGoal.Stopped);
        effects.Add(new SendWorkerReport());
    }

    private sealed class Peer(WorkerPlace place)
    {
        public WorkerPlace Place { get; } = place;

        public bool IsUp { get; set; }
    }
}
