using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Checkpoints;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
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
    private readonly TopologyCheckpoints _checkpoints;
    private readonly RestartPolicy _policy; // of the whole topology, if it goes back as a whole
    private IReadOnlyDictionary<int, TaskRestore> _begin; // what the engine begins with
    private TimeSpan _backOff;
    private bool _isReading; // what the next engine begins with
    private HostedEngine _engine;
    private TopologyPlan _next; // of the engine to be made by a rebalance

    public TopologyActor(
        TopologyRun run, HostedEngine engine, TopologyCheckpoints checkpoints, IReadOnlyDictionary<int, TaskRestore> restored, TimeProvider time, ILogger log)
    {
        _checkpoints = checkpoints;
        _begin = restored;
        _policy = new RestartPolicy(run.Config.Restart);
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
        Receive<SourcesDrained>(IsCurrent, _ => Drained());
        Receive<ActivityChanged>(IsCurrent, message => ActivityHasChanged(message.Reply));
        Receive<ChangeActivity>(Change);
        Receive<RebalanceExecutors>(Rebalance);
        Receive<KillTopology>(message => Kill(message.Wait));
        Receive<LookAgain>(_ => Look());
        Receive<EngineGone>(_ => Do(_life.EngineGone()));
        Receive<ExecutorFailed>(IsCurrent, message => Failed(message.Cause));
        Receive<TakeCheckpoint>(Save);
        Receive<ExecutorDied>(IsCurrent, message => _checkpoints.Tell(message));
        Receive<StateSaved>(message => message.Engine == _engine.Number, _ => Do(_life.Saved()));
        Receive<StateRead>(message => Replace(message.Restored));
        Receive<StateLost>(message => Lose(message.Cause));
        Receive<StateCleared>(_ => End());
    }

    protected override void PreStart()
    {
        CreateActors();
        Do(_life.Submitted());
    }

    protected override void PostStop() => _clock.Dispose();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        Self.Tell(new ExecutorGaveUp(-1, new ComponentException($"Topology \"{_run.Name}\": an executor's actor failed: {error.Message}", error)));
        return Directive.Stop;
    });

    private bool IsCurrent(object message) => _engine.Has(Sender);

    private void CreateActors()
    {
        _checkpoints.Create(Context, _engine);
        _engine.CreateActors(Context, _time, _log, _checkpoints.RecoveryOf(_engine.Engine.Plan));
    }

    private void Start()
    {
        _engine.TellAll(new StartExecutor(_begin));
        _begin = new Dictionary<int, TaskRestore>(); // it may be large, and is asked for once
    }

    private void Do(LifeAction action)
    {
        if (_run.Status != _life.Status && action != LifeAction.Finish)
        {
            _run.Status = _life.Status;
            _log.StatusChanged(_run.Name, _run.Id, _life.Status);
        }
        if (action == LifeAction.Start)
            Start();
        else if (action is LifeAction.Activate or LifeAction.Deactivate)
            _engine.SetActive(action == LifeAction.Activate, null);
        else if (action == LifeAction.Save)
            Save();
        else if (action == LifeAction.StopStage)
            StopStage();
        else if (action == LifeAction.StopAll)
            StopAll();
        else if (action == LifeAction.End)
            Task.Run(_engine.Engine.Dispose).PipeTo(Self, success: () => new EngineGone()); // it joins threads
        else if (action == LifeAction.Replace)
            Read();
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

    private void Kill(TimeSpan wait)
    {
        BeginWait(wait, _life.Kill());
        if (_isReading && _life.IsEnding)
            Do(_life.EngineGone()); // there is no engine now
    }

    private void BeginWait(TimeSpan wait, LifeAction action)
    {
        if (_life.IsWaiting)
            _clock.BeginWait(wait);
        Do(action);
        if (wait <= TimeSpan.Zero)
            WaitOver(atOnce: true);
    }

    private void WaitOver(bool atOnce = false)
    {
        _life.TakesCheckpoints = _checkpoints.IsWanted;
        Do(_life.WaitOver(atOnce));
    }

    private void Drained()
    {
        _life.TakesCheckpoints = _checkpoints.IsWanted;
        Do(_life.Drained());
    }

    private void Save()
    {
        var engine = _engine.Number;
        _checkpoints.SaveAsync(insists: _life.IsFinishing).PipeTo(Self, success: isComplete => new StateSaved(engine, isComplete));
    }

    private void Save(TakeCheckpoint message)
    {
        if (_life.IsEnding || _life.Status is not (TopologyStatus.Active or TopologyStatus.Inactive))
            message.Reply.TrySetException(Refusal());
        else
            _checkpoints.Tell(message);
    }

    private void Failed(ComponentException cause)
    {
        if (_life.Stage >= 0)
            return; // it is being stopped already
        if (_policy.Failed(_time.GetUtcNow()) is not { } delay)
        {
            Do(_life.GaveUp(cause));
            return;
        }
        _backOff = delay;
        _log.TopologyGoesBack(_run.Name, _checkpoints.Last?.Id, delay.TotalMilliseconds, cause);
        Do(_life.GoBack());
    }

    private void StopAll()
    {
        _checkpoints.Stop(); // nothing that is told to it now counts
        _clock.BeginStage();
        _engine.TellAll(new StopExecutor(Cleanup: false));
    }

    private void Look()
    {
        if (_life.IsWaiting && (_engine.Engine.IsQuiet || _clock.IsWaitOver))
            WaitOver();
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

    private void Read()
    {
        _engine.StopActors(Context);
        _checkpoints.Stop();
        _isReading = true;
        _checkpoints.ReadAsync(_next, _backOff).PipeTo(Self, success: restored => new StateRead(restored), failure: error => new StateLost(error));
        _backOff = TimeSpan.Zero;
    }

    private void Lose(Exception cause)
    {
        _isReading = false;
        Do(_life.CannotReplace(new ComponentException($"Topology \"{_run.Name}\" cannot go back to a checkpoint: {cause.Message}", cause)));
    }

    private void Replace(IReadOnlyDictionary<int, TaskRestore> restored)
    {
        if (_life.IsEnding)
            return;
        _isReading = false;
        _begin = restored;
        _engine = _engine.Next(_next);
        _run.Attach(_engine.Engine);
        CreateActors();
        _replies.WaitAll(); // spouts that never came back cannot say that they know
        Do(_life.Replaced(_next.Executors.Count, _engine.Engine.Stages()));
    }

    private void Finish()
    {
        _checkpoints.Stop();
        _checkpoints.EndAsync(_life.Status == TopologyStatus.Completed).PipeTo(Self, success: () => new StateCleared(), failure: _ => new StateCleared());
    }

    private void End()
    {
        _run.End(_life.Status, _life.Cause);
        _log.StatusChanged(_run.Name, _run.Id, _life.Status);
        Context.Stop(Self);
    }

    private InvalidOperationException Refusal() => new($"Topology \"{_run.Name}\" is {_life.Status}.");
}
