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
    private readonly WorkerParts _parts;
    private readonly WorkerLife _life;
    private readonly IActorRef _master;
    private readonly ILogger _log;
    private readonly WorkerLinks _links;
    private readonly StopClock _clock;
    private readonly ITimer _report;
    private readonly ITimer _ask;
    private WorkerEngine? _engine; // from the first orders on
    private WorkerFigureReader? _figures; // likewise

    /// <param name="parts">What the process has made ready.</param>
    /// <param name="master">A proxy of the singleton.</param>
    public WorkerActor(WorkerParts parts, IActorRef master)
    {
        (_spec, _parts, _master, _log) = (parts.Spec, parts, master, parts.Loggers.CreateLogger("Topology"));
        _life = new WorkerLife(_spec.Worker, _spec.Incarnation, () => _engine?.Engine.Stages() ?? []);
        var self = Self;
        _links = new WorkerLinks(_spec, parts.LinkOptions, parts.Tls, parts.Serializer, self, parts.Clock.Provider, _log);
        _clock = new StopClock(parts.Clock.Provider, () => self.Tell(new LookAgain()));
        _report = parts.Clock.Provider.CreateTimer(_ => self.Tell(WorkerReportTick.Instance), null, TimeSpan.Zero, ReportInterval);
        _ask = parts.Clock.Provider.CreateTimer(_ => self.Tell(AskForLinks.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Receive<WorkerOrders>(TakeOrders);
        Receive<ExecutorReady>(message => Do(_life.ExecutorPrepared(message.Executor)));
        Receive<ExecutorGaveUp>(message => GiveUp(message.Cause.Message));
        Receive<ExecutorEnded>(Ended);
        Receive<SpoutsTold>(message => Do(_life.SpoutsTold(message.IsActive)));
        Receive<SourcesDrained>(_ => Report());
        Receive<RequestLink>(Request);
        Receive<LinkGranted>(granted => _links.Connect(granted, Self));
        Receive<LinkRefused>(refused => _log.LinkNotYet(_spec.Worker, refused.Request.To, refused.Reason));
        Receive<LinkConnected>(message => Connected(message.Request, message.Connection));
        Receive<LinkNotConnected>(NotConnected);
        Receive<LinkAccepted>(message => Up(message.Identity.From, message.Identity.FromIncarnation, message.Connection));
        Receive<LinkBroken>(Broken);
        Receive<AskForLinks>(_ => Ask());
        Receive<WorkerReportTick>(_ => Report());
        Receive<ProbeQuiet>(Probe);
        Receive<GetWorkerMetrics>(_ => Sender.Tell(new WorkerMetrics(_spec.TopologyId, _spec.Worker, _figures?.Figures() ?? [])));
        Receive<LookAgain>(_ => Look());
    }

    protected override void PostStop()
    {
        _report.Dispose();
        _ask.Dispose();
        _clock.Dispose();
        _links.Dispose();
        _engine?.Dispose();
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
    }

    private void Do(WorkerEffect effect)
    {
        switch (effect)
        {
            case PlaceExecutors place: Place(place); break;
            case CutLink cut: _links.Cut(cut.Worker, _engine?.Engine); break;
            case WantLink want: _links.Want(want.Place); Ask(); break;
            case FailPendingTrees: _engine?.Engine.FailPending(); break;
            case SetSpouts set: SetActive(set.IsActive); break;
            case StopExecutors stop: _clock.BeginStage(); _engine?.Stop(stop.Executors); break;
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
        if (_engine is not null)
        {
            _engine.Apply(place.Placement, Context);
            return;
        }
        _engine = new WorkerEngine(_spec, _parts.Topology, place.Placement, _life.Orders!.Workers.Count, _parts.Threads, _parts.Clock, _parts.Loggers); // orders came before
        _figures = new WorkerFigureReader(_engine.Engine, _parts.Clock.Provider);
        _engine.Start(Context, _engine.Engine.Executors);
    }

    private void SetActive(bool isActive)
    {
        var self = Self;
        _engine?.Engine.SetActive(isActive, () => self.Tell(new SpoutsTold(isActive)));
    }

    private void GiveUp(string cause)
    {
        _log.WorkerFailed(_spec.Worker, cause);
        Do(_life.Fail(cause));
    }

    private void Ended(ExecutorEnded message)
    {
        if (_engine?.Left(message.Executor, Context, Sender) != true)
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

    private void NotConnected(LinkNotConnected message)
    {
        _links.Attempted(message.Request);
        _log.LinkNotYet(_spec.Worker, message.Request.To, message.Reason.Message);
    }

    private void Up(int other, long incarnation, Transport.LinkConnection connection)
    {
        if (_engine is null || _life.LinkUp(other, incarnation) is not { } effects)
        {
            connection.Dispose();
            return;
        }
        _links.Up(other, connection, _engine.Engine, Self);
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
            Sender.Tell(new QuietAnswer(_spec.TopologyId, _spec.Worker, _spec.Incarnation, probe.Round, _engine?.Engine.IsQuiet ?? true, _engine?.Engine.Begun ?? 0));
    }

    private void Report()
    {
        var engine = _engine?.Engine;
        foreach (var error in _figures?.NewErrors() ?? [])
            _master.Tell(new ComponentErrorNoted(_spec.TopologyId, _spec.Worker, error));
        _master.Tell(new WorkerReport(
            _spec.TopologyId, _spec.Worker, _spec.Incarnation, _spec.Node, _parts.Address, _life.Generation, _life.Phase, _life.Reached,
            engine?.AreSourcesDone ?? false, engine?.IsQuiet ?? true, [.. _life.LostLinks], _life.Cause, _figures?.Counts() ?? []));
    }
}
