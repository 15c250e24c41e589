using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;

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
        Receive<ExecutorReady>(message => Do(_life.ExecutorPrepared(message.Executor)));
        Receive<ExecutorGaveUp>(message => GiveUp(message.Cause.Message));
        Receive<ExecutorEnded>(Ended);
        Receive<SpoutsTold>(message => Do(_life.SpoutsTold(message.IsActive)));
        Receive<SourcesDrained>(_ => SourcesDone());
        Receive<RequestLink>(Request);
        Receive<LinkGranted>(granted => _links.Connect(granted));
        Receive<LinkRefused>(refused => NotConnected(refused.Request, refused.Reason));
        Receive<LinkConnected>(message => Connected(message.Request, message.Connection));
        Receive<LinkNotConnected>(message => NotConnected(message.Request, message.Reason.Message));
        Receive<LinkAccepted>(message => Up(message.Identity.From, message.Identity.FromIncarnation, message.Connection));
        Receive<LinkBroken>(Broken);
        Receive<AskForLinks>(_ => Ask());
        Receive<WorkerReportTick>(_ => Report());
        Receive<ProbeQuiet>(Probe);
        Receive<GetWorkerMetrics>(_ => Sender.Tell(new WorkerMetrics(_spec.TopologyId, _spec.Worker, _session.Figures?.Figures() ?? [])));
        Receive<LookAgain>(_ => Look());
    }

    private WorkerEngine? Engine => _session.Engine;

    protected override void PreStart()
    {
        _links.Owner = Self;
        _report.Change(TimeSpan.Zero, ReportInterval);
        if (Engine is null)
            return;
        _links.ForgetAttempts();
        var (prepared, stopped) = Engine.Readopt(Context);
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
        if (ReferenceEquals(_life.Orders, orders) && effects.Count == 0)
            Report();
    }

    private void Place(PlaceExecutors place)
    {
        if (Engine is not null)
        {
            Engine.Apply(place.Placement, Context);
            return;
        }
        var engine = _session.Begin(place, _life.Orders!.Workers.Count); // orders came before
        engine.Start(Context, engine.Engine.Executors);
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
        if (Engine?.Left(message.Executor, Context, Sender) != true)
            Do(_life.ExecutorStopped(message.Executor));
    }

    private void Look()
    {
        if (_life.Stopping.Count == 0)
            return;
        if (!_clock.IsStageOver)
        {
            _clock.LookSoon(); // a timer may fire a little before the clock says so
            return;
        }
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
        Up(request.To, request.ToIncarnation, connection);
    }

    private void NotConnected(RequestLink request, string reason)
    {
        _links.Attempted(request);
        _log.LinkNotYet(_spec.Worker, request.To, reason);
    }

    private void Up(int other, long incarnation, Transport.LinkConnection connection)
    {
        if (Engine is null || _life.LinkUp(other, incarnation) is not { } effects)
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
        foreach (var error in _session.Figures?.NewErrors() ?? [])
            _master.Tell(new ComponentErrorNoted(_spec.TopologyId, _spec.Worker, error));
        _master.Tell(new WorkerReport(
            _spec.TopologyId, _spec.Worker, _spec.Incarnation, _spec.Node, _address, _life.Generation, _life.Phase, _life.Reached,
            _isDoneReported, engine?.IsQuiet ?? true, [.. _life.LostLinks], _life.Cause, _session.Figures?.Counts() ?? []));
    }
}
