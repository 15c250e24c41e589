using Akka.Actor;
using Akka.Cluster;
using Akka.Persistence;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>Stores what <see cref="ClusterControl"/> decides, sends what is due, and answers users. Nothing is sent before what it follows from is stored.</summary>
internal sealed class MasterActor : ReceivePersistentActor, IWithTimers
{
    /// <summary>Of the journal and the snapshots.</summary>
    public const string Id = "topology-master";

    private const int SnapshotEvery = 500; // events: read in well under a second
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(250); // the longest a deadline is missed by

    private readonly MasterOptions _options;
    private readonly Func<string, string, ICanTell> _find;
    private readonly WorkerFigures _figures;
    private readonly Submissions _submissions;
    private readonly PackageDeletion _deletion;
    private readonly ActivityWaiters _waiters = new();
    private readonly HashSet<(string, int, long)> _asked = []; // for their last figures
    private MasterState _stored = MasterState.Empty;
    private ClusterControl _cluster;
    private IActorRef? _asker; // whose request is being stored

    /// <param name="options">What it is made of.</param>
    /// <param name="find">Finds an actor by its actor system's address and its path; null: by an actor selection.</param>
    public MasterActor(MasterOptions options, Func<string, string, ICanTell>? find)
    {
        _options = options;
        var system = Context.System;
        _find = find ?? ((address, path) => system.ActorSelection(address + path));
        _figures = new WorkerFigures(_find);
        _submissions = new Submissions(options);
        _deletion = new PackageDeletion(options, Now);
        _cluster = new ClusterControl(options.Scheduler, Now);
        Recover<IMasterEvent>(change => _stored = _stored.Apply(change));
        Recover<SnapshotOffer>(offer => _stored = (MasterState)offer.Snapshot);
        Recover<RecoveryCompleted>(_ => Begin());
        Command<MasterTick>(_ => Tick());
        Command<SupervisorReport>(report => Take(() => _cluster.Take(report, Now)));
        Command<WorkerReport>(report => Take(() => _cluster.Take(report, Now)));
        Command<QuietAnswer>(answer => Take(() => _cluster.Take(answer)));
        Command<ComponentErrorNoted>(message => Store(_cluster.Judge(message), Step));
        Command<ClusterEvent.IMemberEvent>(change => Take(() => Take(change)));
        Command<FiguresArrived>(figures => Take(() => Take(figures)));
        Command<FiguresCollected>(Answer);
        Command<BlueprintMade>(Submit);
        Command<SubmitTopology>(Check);
        Command<ClientRequest>(Answer);
        Command<SaveSnapshotSuccess>(saved => DropOld(saved.Metadata.SequenceNr));
        Command<SaveSnapshotFailure>(failure => options.Log.SnapshotFailed(failure.Cause));
        CommandAny(message => Unhandled(message));
    }

    public override string PersistenceId => Id;

    public ITimerScheduler Timers { get; set; } = null!; // set by Akka

    private DateTimeOffset Now => _options.Time.GetUtcNow();

    protected override void PreStart()
    {
        if (((ExtendedActorSystem)Context.System).Provider is IClusterActorRefProvider)
            Cluster.Get(Context.System).Subscribe(Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.MemberDowned), typeof(ClusterEvent.MemberRemoved));
        base.PreStart();
    }

    protected override void PostStop()
    {
        if (((ExtendedActorSystem)Context.System).Provider is IClusterActorRefProvider)
            Cluster.Get(Context.System).Unsubscribe(Self);
        base.PostStop();
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Fail(cause); // Akka stops the actor

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Fail(cause);
        Context.Stop(Self); // what was decided is not stored: the guard begins again from what is
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Fail(reason);

    private void Begin()
    {
        _cluster = new ClusterControl(_options.Scheduler, Now);
        _cluster.Restore(_stored);
        Timers.StartPeriodicTimer(MasterTick.Instance, MasterTick.Instance, TickEvery);
        Context.Parent.Tell(new MasterReady());
        _options.Log.MasterStarted(_options.Node, _stored.Alive.Count);
    }

    private void Fail(Exception cause)
    {
        var reason = $"The master cannot store its decisions: {cause.Message}";
        _options.Log.MasterFailed(cause);
        Context.Parent.Tell(new MasterFailing(reason)); // first: whoever is refused and asks again must not be passed on to this actor
        _asker?.Tell(new RequestRefused(RefusalKind.Unavailable, reason));
    }

    private void Take(Action input)
    {
        input();
        Step();
    }

    private void Take(ClusterEvent.IMemberEvent change)
    {
        if (change is ClusterEvent.MemberDowned or ClusterEvent.MemberRemoved)
            _cluster.AddressGone(change.Member.Address.ToString(), Now);
    }

    private void Take(FiguresArrived arrived)
    {
        _asked.Remove((arrived.TopologyId, arrived.Worker, arrived.Incarnation));
        if (arrived.Figures is { } figures)
            _cluster.TakeFigures(arrived.TopologyId, arrived.Worker, arrived.Incarnation, figures, arrived.WereFinal);
    }

    private void Tick()
    {
        Step();
        _deletion.Look(_cluster.State, _submissions.Running, Now);
    }

    /// <summary>Decides, stores and decides again until there is nothing more to decide; then sends.</summary>
    private void Step()
    {
        var events = _cluster.Decide(Now);
        if (events.Count > 0)
        {
            Store(events, Step);
            return;
        }
        foreach (var due in _cluster.Due(Now))
            _find(due.Address, due.To == Recipient.Supervisor ? "/user/supervisor" : "/user/worker").Tell(due.Message, Self);
        foreach (var (id, worker, seat) in _cluster.FinalFiguresMissing())
        {
            if (_asked.Add((id, worker, seat.Incarnation)))
                _figures.Ask(id, worker, seat, wereFinal: true).PipeTo(Self);
        }
        _waiters.Answer(_cluster, Now);
    }

    private void Store(IMasterEvent? change, Action then)
    {
        if (change is not null)
            Store([change], then);
        else
            then();
    }

    private void Store(IReadOnlyList<IMasterEvent> events, Action then)
    {
        var (left, begin) = (events.Count, Now);
        PersistAll(events, change =>
        {
            Apply(change);
            if (--left != 0)
                return;
            _cluster.Excuse(Now - begin);
            then();
        });
    }

    private void Apply(IMasterEvent change)
    {
        var before = _cluster.State.Find(change.TopologyId)?.Status;
        _cluster.Apply(change);
        if (_cluster.State.Find(change.TopologyId) is { } record && record.Status != before)
            _options.Log.StatusChanged(record.Name, record.Id, record.Status);
        if (LastSequenceNr % SnapshotEvery == 0)
            SaveSnapshot(_cluster.State);
    }

    private void DropOld(long sequenceNr)
    {
        // The snapshot before the last one stays, with what follows on it.
        if (sequenceNr <= SnapshotEvery)
            return;
        DeleteMessages(sequenceNr - SnapshotEvery);
        DeleteSnapshots(new SnapshotSelectionCriteria(sequenceNr - SnapshotEvery - 1));
    }

    private void Check(SubmitTopology submit)
    {
        if (_submissions.Refuse(_cluster.State, submit) is { } refused)
            Sender.Tell(refused);
        else
            _submissions.Begin(submit, Sender).PipeTo(Self);
    }

    private void Submit(BlueprintMade made)
    {
        if (made.Blueprint is { } graph && TopologyRequests.Submit(_cluster.State, made.Submit, made.PackageBytes, graph, Now).Reply is TopologyAccepted would
            && made is { Submit.Savepoint: not null, Id: null })
        {
            _submissions.Import(made, would.Name, would.Id).PipeTo(Self);
            return;
        }
        _submissions.End(made.Submit);
        if (made.Blueprint is { } blueprint)
            Carry(TopologyRequests.Submit(_cluster.State, made.Submit, made.PackageBytes, blueprint, Now, made.Id), made.Asker, null);
        else
            made.Asker.Tell(made.Refusal);
    }

    private void Answer(FiguresCollected collected)
    {
        foreach (var figures in collected.Figures)
            Take(figures);
        collected.Asker.Tell(Reader().Metrics(collected.TopologyId, Now));
    }

    private void Answer(ClientRequest request)
    {
        if (request is ActivateTopology or DeactivateTopology or KillTopologyByName or RebalanceTopology)
            Carry(TopologyRequests.Judge(_cluster.State, request, Now), Sender, request);
        else if (request is GetTopologyMetrics get && _cluster.State.Find(get.NameOrId) is { Ending: null } record)
            _figures.AskAll(record, Sender).PipeTo(Self);
        else if (request is SaveTopology or ReadSavepoint)
            Answer(request, Sender);
        else if (request is ReadWorkerLog log)
            Reader().ReadLog(log, _find, Sender, Now);
        else
            Sender.Tell(Reader().Answer(request, Now));
    }

    private void Answer(ClientRequest request, IActorRef asker)
    {
        var record = request is SaveTopology save ? _cluster.State.Find(save.NameOrId) : null;
        var lead = record?.Ending is null && record is not null ? _cluster.ControlOf(record.Id).Lead(record) : null;
        _options.Savepoints.AnswerAsync(request, record, lead is null ? null : _find(lead.Address, "/user/worker/checkpoints")).PipeTo(asker);
    }

    /// <summary>Stores what follows from a request, answers it, and goes on.</summary>
    private void Carry(Verdict verdict, IActorRef asker, ClientRequest? request)
    {
        _asker = asker;
        Store(verdict.Event, () =>
        {
            _asker = null;
            var isActive = request is ActivateTopology;
            var name = (request as ActivateTopology)?.NameOrId ?? (request as DeactivateTopology)?.NameOrId;
            if (verdict.Reply is Done && name is not null && _cluster.State.Find(name) is { Ending: null } record)
                _waiters.Add(asker, record.Id, isActive, Now);
            else
                asker.Tell(verdict.Reply);
            Step();
        });
    }

    private RequestReader Reader() => new(_cluster, _options);
}
