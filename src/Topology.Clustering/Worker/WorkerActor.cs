using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Checkpoints;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Worker;

/// <summary>Answers for a worker process: takes the master's orders, carries out what <see cref="WorkerLife"/> decides, and reports.</summary>
internal sealed class WorkerActor : ReceiveActor
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(200);

    private readonly WorkerSpec _spec;
    private readonly WorkerSession _session;
    private readonly WorkerLife _life;
    private readonly string _address;
    private readonly IActorRef _master;
    private readonly ILogger _log;
    private readonly WorkerLinks _links;
    private readonly StopClock _clock;
    private readonly ITimer _report;
    private readonly ITimer _ask;
    private IActorRef _checkpoints = ActorRefs.Nobody;
    private bool _isDoneReported;

    /// <param name="session">What the process is at, perhaps since an earlier actor system.</param>
    /// <param name="address">Of the present one.</param>
    /// <param name="master">A proxy of the singleton.</param>
    public WorkerActor(WorkerSession session, string address, IActorRef master)
    {
        var time = session.Parts.Clock.Provider;
        (_spec, _session, _life, _links) = (session.Parts.Spec, session, session.Life, session.Links);
        (_address, _master, _log) = (address, master, session.Parts.Loggers.CreateLogger("Topology"));
        var self = Self;
        _clock = new StopClock(time, () => self.Tell(new LookAgain()));
        _report = time.CreateTimer(_ => self.Tell(WorkerReportTick.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ask = time.CreateTimer(_ => self.Tell(AskForLinks.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Receive<WorkerOrders>(TakeOrders);
        Receive<ExecutorReady>(message => Do(Engine?.Has(Sender) == true ? _life.ExecutorPrepared(message.Executor) : []));
        Receive<ExecutorGaveUp>(message => message.Executor < 0 || Engine?.Has(Sender) == true, message => GiveUp(message.Cause.Message));
        Receive<ExecutorFailed>(_ => Engine?.Has(Sender) == true, message => Failed(message.Cause));
        Receive<ExecutorDied>(message => _checkpoints.Tell(message));
        Receive<StateFound>(Start);
        Receive<CannotBegin>(message => GiveUp(message.Cause));
        Receive<LeadLost>(message => Do(_session.GoesBack ? _life.GivenUp(message.Cause.Message) : []));
        Receive<FormerEngineGone>(_ => Do(_life.EngineLeft()));
        Receive<ExecutorEnded>(Ended);
        Receive<SpoutsTold>(message => Do(_life.SpoutsTold(message.IsActive)));
        Receive<SourcesDrained>(_ => SourcesDone());
        Receive<RequestLink>(Request);
        Receive<LinkGranted>(granted => _links.Connect(granted));
        Receive<LinkRefused>(refused => NotConnected(refused.Request, refused.Reason));
        Receive<LinkConnected>(message => Connected(message.Request, message.Connection));
        Receive<LinkNotConnected>(message => NotConnected(message.Request, message.Reason.Message));
        Receive<LinkAccepted>(message => Up(message.Identity.From, message.Identity.FromIncarnation, message.Identity.Generation, message.Connection));
        Receive<LinkBroken>(Broken);
        Receive<AskForLinks>(_ => Ask());
        Receive<WorkerReportTick>(_ => Report());
        Receive<ProbeQuiet>(Probe);
        Receive<GetWorkerMetrics>(_ => Sender.Tell(new WorkerMetrics(_spec.TopologyId, _spec.Worker, _session.Totals.Figures())));
        Receive<LookAgain>(_ => Look());
    }

    private WorkerEngine? Engine => _session.Engine;

    protected override void PreStart()
    {
        _links.Owner = Self;
        var session = _session;
        _checkpoints = Context.ActorOf(Props.Create(() => new WorkerCheckpointsActor(session)), "checkpoints");
        _report.Change(TimeSpan.Zero, ReportInterval);
        if (_life.IsLeaving)
        {
            Mind();
            _clock.BeginStage();
            if (_session.Left is null)
                Self.Tell(new FormerEngineGone()); // the former actor was to hear it
            LetGo();
        }
        if (Engine is null)
            return;
        _links.ForgetAttempts();
        Engine.Checkpoints.Actor = _checkpoints;
        var (prepared, stopped) = Engine.Readopt(Context);
        Mind();
        Find([.. Engine.Engine.Executors.Where(executor => executor.Phase is ExecutorPhase.New or ExecutorPhase.Failed)]);
        foreach (var executor in prepared)
            Do(_life.ExecutorPrepared(executor));
        foreach (var executor in stopped)
            Do(_life.ExecutorStopped(executor));
        Do(_life.Resumed());
        foreach (var (worker, link) in _links.BrokenOnes)
            Self.Tell(new LinkBroken(worker, link, new IOException("it broke while this worker was no member of the cluster")));
        Ask();
    }

    protected override void PostStop()
    {
        _links.Owner = ActorRefs.Nobody;
        _report.Dispose();
        _ask.Dispose();
        _clock.Dispose();
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        Self.Tell(new ExecutorGaveUp(-1, new ComponentException($"Topology \"{_spec.TopologyName}\": an executor's actor failed: {error.Message}", error)));
        return Directive.Stop;
    });

    private void Do(IEnumerable<WorkerEffect> effects)
    {
        foreach (var effect in effects)
            Do(effect);
        if (_links.IsAsking)
            Ask();
    }

    private void Do(WorkerEffect effect)
    {
        switch (effect)
        {
            case PlaceExecutors place: Place(place); break;
            case MakeEngine make: Make(make.Placement); break;
            case LeaveEngine: Leave(); break;
            case CutLink cut: _links.Cut(cut.Worker, Engine?.Engine); break;
            case WantLink want: _links.Want(want.Place); break;
            case FailPendingTrees: Engine?.Engine.FailPending(); break;
            case SetSpouts set: SetActive(set.IsActive); break;
            case StopExecutors stop: _clock.BeginStage(); Engine?.Stop(stop.Executors); break;
            case SendWorkerReport: Report(); break;
        }
    }

    private void TakeOrders(WorkerOrders orders)
    {
        if (orders.TopologyId != _spec.TopologyId)
            return;
        var effects = _life.Take(orders);
        if (ReferenceEquals(_life.Orders, orders))
            _log.OrdersTaken(_spec.Worker, orders.Generation, orders.Goal.ToString(), orders.WorkerOfExecutor.Count(worker => worker == _spec.Worker));
        Do(effects);
        if (ReferenceEquals(_life.Orders, orders))
            Mind();
        if (ReferenceEquals(_life.Orders, orders) && effects.Count == 0)
            Report();
    }

    private void Place(PlaceExecutors place)
    {
        if (Engine is { } engine)
            Find(engine.Apply(place.Placement, Context));
        else
            Find(Make(place.Placement).Engine.Executors);
    }

    private WorkerEngine Make(Placement placement)
    {
        var engine = _session.Begin(placement, _life.Orders!.Workers.Count); // orders came before
        engine.Checkpoints.Actor = _checkpoints;
        engine.CreateActors(Context);
        Mind();
        return engine;
    }

    /// <summary>Each of them begins with its own part of the last checkpoint.</summary>
    private void Find(IReadOnlyList<ComponentExecutor> executors)
    {
        if (executors.Count > 0 && !_session.GoesBack)
            _checkpoints.Tell(new FindState(executors));
    }

    private void Start(StateFound found)
    {
        if (Engine is { } engine && (found.Generation == 0 || _life.MayStart(found.Generation)))
            engine.Start(found.Executors ?? engine.Engine.Executors, found.Restored);
    }

    private void Mind() => _checkpoints.Tell(new EngineInForce(Engine?.Engine, _life.Orders!)); // orders came before

    private void Failed(ComponentException cause)
    {
        _log.WorkerSetBack(_spec.Worker, cause.Message);
        Do(_life.ExecutorFailed(cause.Message));
    }

    /// <summary>Stops what is of no use any more; the next engine begins when nothing of it runs.</summary>
    private void Leave()
    {
        _session.Leave();
        Mind();
        _clock.BeginStage();
        LetGo();
    }

    /// <summary>Lets go of the engine that is left, once it has stopped or hangs.</summary>
    private void LetGo(bool hangs = false)
    {
        if (_session.Left is not { } left || (!left.HasStopped && !hangs))
            return;
        _session.LetGo(); // once: every executor that has stopped says so
        left.StopActors(Context);
        Task.Run(left.Dispose).PipeTo(Self, success: () => new FormerEngineGone()); // it joins threads
    }

    private void SetActive(bool isActive)
    {
        var self = Self;
        Engine?.Engine.SetActive(isActive, () => self.Tell(new SpoutsTold(isActive)));
    }

    private void GiveUp(string cause)
    {
        _log.WorkerFailed(_spec.Worker, cause);
        Do(_life.Fail(cause));
    }

    private void Ended(ExecutorEnded message)
    {
        if (_session.Left is not null)
            LetGo();
        else if ((!_session.GoesBack || Engine?.Has(Sender) == true) && Engine?.Left(message.Executor, Context, Sender) == false)
            Do(_life.ExecutorStopped(message.Executor));
    }

    private void Look()
    {
        if (_life.Stopping.Count == 0 && _session.Left is null)
            return;
        if (!_clock.IsStageOver)
        {
            _clock.LookSoon(); // a timer may fire a little before the clock says so
            return;
        }
        LetGo(hangs: true);
        foreach (var executor in _life.Stopping.ToArray())
            Do(_life.ExecutorStopped(executor)); // hangs: left alone
    }

    private void Request(RequestLink request)
    {
        if (request.TopologyId != _spec.TopologyId)
            return;
        var refusal = _life.Refusal(request);
        Sender.Tell(refusal is { } no ? new LinkRefused(request, no.IsFinal, no.Reason) : _links.Grant(request));
    }

    private void Connected(RequestLink request, Transport.LinkConnection connection)
    {
        _links.Attempted(request);
        Up(request.To, request.ToIncarnation, request.Generation, connection);
    }

    private void NotConnected(RequestLink request, string reason)
    {
        _links.Attempted(request);
        _log.LinkNotYet(_spec.Worker, request.To, reason);
    }

    private void Up(int other, long incarnation, long generation, Transport.LinkConnection connection)
    {
        if (Engine is null || _life.LinkUp(other, incarnation, generation) is not { } effects)
        {
            connection.Dispose();
            return;
        }
        _links.Up(other, connection, Engine.Engine);
        Do(effects);
    }

    private void Broken(LinkBroken message)
    {
        if (!_links.Has(message.Worker, message.Link))
            return; // it was replaced or cut before
        _log.LinkIsLost(_spec.Worker, message.Worker, message.Reason.Message);
        Do(_life.LinkDown(message.Worker));
    }

    private void Ask()
    {
        if (_life.Orders is not { } orders)
            return;
        _links.Ask(Context, orders, _life.Wants);
        _ask.Change(_links.IsAsking ? AskInterval : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void Probe(ProbeQuiet probe)
    {
        if (probe.TopologyId == _spec.TopologyId)
            Sender.Tell(new QuietAnswer(_spec.TopologyId, _spec.Worker, _spec.Incarnation, probe.Round, Engine?.Engine.IsQuiet ?? true, Engine?.Engine.Begun ?? 0, _life.Ahead));
    }

    // With sources on other workers too it comes after every batch from there: the master need hear of it once.
    private void SourcesDone()
    {
        if (!_isDoneReported && Engine?.Engine.AreSourcesDone == true)
            Report();
    }

    private void Report()
    {
        var engine = Engine?.Engine;
        _isDoneReported = engine?.AreSourcesDone ?? false;
        foreach (var error in _session.Totals.NewErrors())
            _master.Tell(new ComponentErrorNoted(_spec.TopologyId, _spec.Worker, error));
        _master.Tell(new WorkerReport(
            _spec.TopologyId, _spec.Worker, _spec.Incarnation, _spec.Node, _address, _life.Generation, _life.Phase, _life.Reached,
            _isDoneReported, engine?.IsQuiet ?? true, [.. _life.LostLinks], _life.Cause, _session.Totals.Counts(),
            _life.Setback, _session.LeadsCheckpoints ? _session.Reports.ReadAt(_session.Parts.Clock.Provider.GetUtcNow()) : null, _session.Saved));
    }
}
