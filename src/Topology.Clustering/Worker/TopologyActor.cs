using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Worker;

/// <summary>Supervises the executors of one topology and carries out what <see cref="TopologyLife"/> decides.</summary>
internal sealed class TopologyActor : ReceiveActor
{
    private readonly TopologyRun _run;
    private readonly TopologyLife _life;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly StopClock _clock;
    private readonly ActivityReplies _replies = new();
    private HostedEngine _engine;
    private TopologyPlan _next; // of the engine to be made by a rebalance

    public TopologyActor(TopologyRun run, HostedEngine engine, TimeProvider time, ILogger log)
    {
        _run = run;
        _engine = engine;
        _next = engine.Engine.Plan;
        _time = time;
        _log = log;
        _life = new TopologyLife(_next.Executors.Count, engine.Engine.Stages(), run.Config.StartInactive);
        var self = Self;
        _clock = new StopClock(time, () => self.Tell(new LookAgain()));
        Receive<ExecutorReady>(IsCurrent, message => Do(_life.ExecutorReady(message.Executor)));
        Receive<ExecutorGaveUp>(message => message.Executor < 0 || _engine.Has(Sender), message => Do(_life.GaveUp(message.Cause)));
        Receive<ExecutorEnded>(IsCurrent, message => Do(_life.ExecutorStopped(message.Executor)));
        Receive<SourcesDrained>(IsCurrent, _ => Do(_life.Drained()));
        Receive<ActivityChanged>(IsCurrent, message => ActivityHasChanged(message.Reply));
        Receive<ChangeActivity>(Change);
        Receive<RebalanceExecutors>(Rebalance);
        Receive<KillTopology>(message => Kill(message.Wait));
        Receive<LookAgain>(_ => Look());
        Receive<EngineGone>(_ => Do(_life.EngineGone()));
    }

    protected override void PreStart()
    {
        _engine.CreateActors(Context, _time, _log);
        Do(_life.Submitted());
    }

    protected override void PostStop() => _clock.Dispose();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        Self.Tell(new ExecutorGaveUp(-1, new ComponentException($"Topology \"{_run.Name}\": an executor's actor failed: {error.Message}", error)));
        return Directive.Stop;
    });

    private bool IsCurrent(object message) => _engine.Has(Sender);

    private void Do(LifeAction action)
    {
        if (_run.Status != _life.Status && action != LifeAction.Finish)
        {
            _run.Status = _life.Status;
            _log.StatusChanged(_run.Name, _run.Id, _life.Status);
        }
        if (action == LifeAction.Start)
            _engine.TellAll(new StartExecutor());
        else if (action is LifeAction.Activate or LifeAction.Deactivate)
            _engine.SetActive(action == LifeAction.Activate, null);
        else if (action == LifeAction.StopStage)
            StopStage();
        else if (action == LifeAction.End)
            Task.Run(_engine.Engine.Dispose).PipeTo(Self, success: () => new EngineGone()); // it joins threads
        else if (action == LifeAction.Replace)
            Replace();
        else if (action == LifeAction.Finish)
            Finish();
        else
            AnswerIfSettled();
    }

    private void Change(ChangeActivity message)
    {
        if (_life.IsEnding)
        {
            message.Reply.TrySetException(Refusal());
            return;
        }
        var action = _life.ChangeActivity(message.IsActive);
        if (action is LifeAction.Activate or LifeAction.Deactivate)
        {
            _run.Status = _life.Status;
            _replies.Told(message.Reply);
            _engine.SetActive(message.IsActive, message.Reply);
            return;
        }
        _replies.Wait(message.Reply);
        Do(action); // answers at once if there was nothing to change
    }

    private void ActivityHasChanged(TaskCompletionSource? reply)
    {
        _engine.Told();
        _replies.Answer(reply);
        AnswerIfSettled();
        if (_life.IsWaiting)
            Look();
    }

    private void AnswerIfSettled()
    {
        if (!_life.IsPreparing && !_life.IsEnding && !_engine.IsTelling)
            _replies.AnswerWaiting();
    }

    private void Rebalance(RebalanceExecutors message)
    {
        if (_life.IsEnding || _life.Status == TopologyStatus.Rebalancing)
        {
            message.Reply.TrySetException(Refusal());
            return;
        }
        try
        {
            _next = _engine.Engine.Plan.WithExecutors(message.Executors);
        }
        catch (InvalidTopologyException mistake)
        {
            message.Reply.TrySetException(mistake);
            return;
        }
        _replies.Wait(message.Reply);
        BeginWait(message.Wait, _life.Rebalance());
    }

    private void Kill(TimeSpan wait) => BeginWait(wait, _life.Kill());

    private void BeginWait(TimeSpan wait, LifeAction action)
    {
        if (_life.IsWaiting)
            _clock.BeginWait(wait);
        Do(action);
        if (wait <= TimeSpan.Zero)
            Do(_life.WaitOver());
    }

    private void Look()
    {
        if (_life.IsWaiting && (_engine.Engine.IsQuiet || _clock.IsWaitOver))
            Do(_life.WaitOver());
        else if (_life.IsWaiting || (_life.Stopping.Count > 0 && !_clock.IsStageOver))
            _clock.LookSoon(); // a timer may fire a little before the clock says so
        else if (_life.Stopping.Count > 0)
            GiveUpStage([.. _life.Stopping]);
    }

    private void StopStage()
    {
        _clock.BeginStage();
        _engine.Tell(_life.Stopping, new StopExecutor(Cleanup: true));
    }

    private void GiveUpStage(int[] hanging)
    {
        _log.ExecutorsHang(_run.Name, hanging.Length, StopClock.StageLimit.TotalSeconds, _engine.NamesOf(hanging));
        foreach (var executor in hanging)
            Do(_life.ExecutorStopped(executor));
    }

    private void Replace()
    {
        _engine.StopActors(Context);
        _engine = _engine.Next(_next);
        _run.Attach(_engine.Engine);
        _engine.CreateActors(Context, _time, _log);
        _replies.WaitAll(); // spouts that never came back cannot say that they know
        Do(_life.Replaced(_next.Executors.Count, _engine.Engine.Stages()));
    }

    private void Finish()
    {
        _run.End(_life.Status, _life.Cause);
        _log.StatusChanged(_run.Name, _run.Id, _life.Status);
        Context.Stop(Self);
    }

    private InvalidOperationException Refusal() => new($"Topology \"{_run.Name}\" is {_life.Status}.");
}
