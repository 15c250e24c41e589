using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Worker;

/// <summary>Supervises the executors of one topology and carries out what <see cref="TopologyLife"/> decides.</summary>
internal sealed class TopologyActor : ReceiveActor
{
    private readonly TopologyRun _run;
    private readonly TopologyEngine _engine;
    private readonly EngineObserver _observer;
    private readonly TopologyLife _life;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly StopClock _clock;
    private readonly List<TaskCompletionSource> _waiting = []; // asked for a change of activity while the executors still start

    public TopologyActor(TopologyRun run, TopologyEngine engine, EngineObserver observer, TimeProvider time, ILogger log)
    {
        _run = run;
        _engine = engine;
        _observer = observer;
        _time = time;
        _log = log;
        _life = new TopologyLife(engine.Executors.Count, engine.Stages(), run.Config.StartInactive);
        var self = Self;
        _clock = new StopClock(time, () => self.Tell(new LookAgain()));
        Receive<ExecutorReady>(message => Ready(message.Executor));
        Receive<ExecutorGaveUp>(message => Do(_life.GaveUp(message.Cause)));
        Receive<ExecutorEnded>(message => Do(_life.ExecutorStopped(message.Executor)));
        Receive<SourcesDrained>(_ => Do(_life.Drained()));
        Receive<ChangeActivity>(Change);
        Receive<ActivityChanged>(message => ActivityHasChanged(message.Reply));
        Receive<KillTopology>(message => Kill(message.Wait));
        Receive<LookAgain>(_ => Look());
        Receive<EngineGone>(_ => EngineHasGone());
    }

    protected override void PreStart()
    {
        _observer.Topology = Self;
        var time = _time;
        var log = _log;
        foreach (var executor in _engine.Executors)
        {
            var props = Props.Create(() => new ExecutorActor(executor, _run.Config.Restart, time, log));
            _observer.Actors[executor.Plan.Id] = Context.ActorOf(props, $"executor-{executor.Plan.Id}");
        }
        Do(_life.Submitted());
    }

    protected override void PostStop() => _clock.Dispose();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        Self.Tell(new ExecutorGaveUp(-1, new ComponentException($"Topology \"{_run.Name}\": an executor's actor failed: {error.Message}", error)));
        return Directive.Stop;
    });

    private void Do(LifeAction action)
    {
        if (_run.Status != _life.Status && action != LifeAction.End)
        {
            _run.Status = _life.Status;
            _log.StatusChanged(_run.Name, _run.Id, _life.Status);
        }
        switch (action)
        {
            case LifeAction.Start:
                TellExecutors(_engine.Executors.Select(executor => executor.Plan.Id), new StartExecutor());
                break;
            case LifeAction.Activate:
            case LifeAction.Deactivate:
                SetActive(action == LifeAction.Activate, null);
                break;
            case LifeAction.StopStage:
                _clock.BeginStage();
                TellExecutors(_life.Stopping, new StopExecutor(Cleanup: true));
                break;
            case LifeAction.End:
                End();
                break;
        }
    }

    private void Change(ChangeActivity message)
    {
        if (_life.IsEnding)
        {
            message.Reply.TrySetException(new InvalidOperationException($"Topology \"{_run.Name}\" is {_life.Status}."));
            return;
        }
        var action = _life.ChangeActivity(message.IsActive);
        if (action is LifeAction.Activate or LifeAction.Deactivate)
        {
            _run.Status = _life.Status;
            SetActive(message.IsActive, message.Reply);
            return;
        }
        Do(action);
        if (_life.Status == TopologyStatus.Starting)
            _waiting.Add(message.Reply);
        else
            message.Reply.TrySetResult(); // nothing to change
    }

    private void Ready(int executor)
    {
        var action = _life.ExecutorReady(executor);
        Do(action);
        if (action == LifeAction.None && _life.Status != TopologyStatus.Starting)
            AnswerWaiting();
    }

    private void AnswerWaiting()
    {
        foreach (var reply in _waiting)
            reply.TrySetResult();
        _waiting.Clear();
    }

    private void SetActive(bool isActive, TaskCompletionSource? reply)
    {
        var self = Self;
        _engine.SetActive(isActive, () => self.Tell(new ActivityChanged(reply)));
    }

    private void ActivityHasChanged(TaskCompletionSource? reply)
    {
        reply?.TrySetResult();
        AnswerWaiting();
        if (_life is { IsEnding: true, Stage: < 0 })
            Look();
    }

    private void Kill(TimeSpan wait)
    {
        _clock.BeginWait(wait);
        Do(_life.Kill());
        if (wait <= TimeSpan.Zero)
            Do(_life.WaitOver());
    }

    private void Look()
    {
        if (_life.Stage < 0)
        {
            if (_engine.IsQuiet || _clock.IsWaitOver)
                Do(_life.WaitOver());
            else
                _clock.LookSoon();
            return;
        }
        if (_life.Stopping.Count == 0)
            return;
        if (!_clock.IsStageOver)
        {
            _clock.LookSoon(); // a timer may fire a little before the clock says so
            return;
        }
        int[] hanging = [.. _life.Stopping];
        _log.ExecutorsHang(_run.Name, hanging.Length, StopClock.StageLimit.TotalSeconds, string.Join(", ", hanging.Select(id => _engine.Executors[id].Name)));
        foreach (var executor in hanging)
            Do(_life.ExecutorStopped(executor));
    }

    private void End()
    {
        var engine = _engine;
        Task.Run(engine.Dispose).PipeTo(Self, success: () => new EngineGone()); // it joins threads
    }

    private void EngineHasGone()
    {
        _run.End(_life.Status, _life.Cause);
        _log.StatusChanged(_run.Name, _run.Id, _life.Status);
        Context.Stop(Self);
    }

    private void TellExecutors(IEnumerable<int> executors, object message)
    {
        foreach (var executor in executors.ToArray())
            _observer.Actors[executor].Tell(message);
    }
}
