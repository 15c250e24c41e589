using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;

namespace Topology.Testing;

/// <summary>Does for a simulation what actors do in a cluster: starts, restarts after the back-off, goes back to checkpoints, stops in order.</summary>
internal sealed class SimulationControl : IExecutorObserver
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly TopologyPlan _plan;
    private readonly Agenda _agenda;
    private readonly ConcurrentWork _work;
    private readonly SimulatedStore _store;
    private readonly Func<SimulationControl, ICheckpointSink, TopologyEngine> _create;
    private readonly RestartPolicy[] _policies;
    private readonly RestartPolicy _policy; // of the whole topology, if it goes back as a whole
    private readonly TimeSpan _saveRetry; // not so long that many others are taken meanwhile
    private readonly HashSet<int> _prepared = [];
    private readonly HashSet<int> _stopped = [];
    private readonly IReadOnlyList<IReadOnlyList<string>> _stages;
    private SimulatedCheckpoints _checkpoints;
    private bool _isStarted;
    private bool _wantsActive;
    private bool _isFinishing; // all sources have ended; the last checkpoint is being taken
    private bool _isGoingBack;
    private TimeSpan _backOff; // before it goes back
    private int _stage = -1;

    public SimulationControl(TopologyPlan plan, Agenda agenda, ConcurrentWork work, SimulatedStore store, Func<SimulationControl, ICheckpointSink, TopologyEngine> create)
    {
        _plan = plan;
        _agenda = agenda;
        _work = work;
        _store = store;
        _create = create;
        _policies = [.. plan.Executors.Select(_ => new RestartPolicy(plan.Config.Restart))];
        _policy = new RestartPolicy(plan.Config.Restart);
        _saveRetry = plan.Config.CheckpointInterval < Retry ? plan.Config.CheckpointInterval : Retry;
        _stages = FlowOrder.Of(plan.Spec);
        (Engine, _checkpoints) = Make();
    }

    /// <summary>Changes when the topology goes back.</summary>
    public TopologyEngine Engine { get; private set; }

    /// <summary>What the engines before did.</summary>
    public FormerEngines Former { get; } = new();

    public CheckpointFigures Checkpoints => _store.Figures;

    public bool IsStopped { get; private set; }

    /// <summary>All sources have ended and what they emitted is done with.</summary>
    public bool IsCompleted => IsStopped && GivenUp is null && !IsKilled;

    public bool IsKilled { get; private set; }

    /// <summary>What the last executor failed with, restarted or not.</summary>
    public ComponentException? LastFailure { get; private set; }

    public ComponentException? GivenUp { get; private set; }

    public void SetActive(bool isActive)
    {
        _wantsActive = isActive;
        if (isActive && !_isStarted)
        {
            _isStarted = true;
            var restored = _store.ReadFirst(_plan);
            _checkpoints.Start(Engine);
            StartAll(restored);
        }
        if (!_isGoingBack && _prepared.Count == _plan.Executors.Count)
            Engine.SetActive(isActive, () => { });
    }

    /// <summary>Stops in order, without a last checkpoint.</summary>
    public void Stop()
    {
        if (_stage >= 0)
            return;
        if (_isGoingBack)
            End(); // nothing runs any more that could be stopped
        else
            StopNextStage();
    }

    /// <summary>Ends at once, as if the process had died.</summary>
    public void Kill()
    {
        if (IsStopped)
            return;
        IsKilled = true;
        _checkpoints.Die();
        End();
    }

    public void Prepared(ComponentExecutor executor)
    {
        if (_prepared.Add(executor.Plan.Id) && _prepared.Count == _plan.Executors.Count && _wantsActive && !_isGoingBack)
            Engine.SetActive(true, () => { });
    }

    public void Failed(ComponentExecutor executor, ComponentException cause)
    {
        LastFailure = cause;
        _work.GivenUp(executor);
        if (_stage >= 0 || _isGoingBack)
            return;
        var isWhole = _plan.Config.Guarantee == DeliveryGuarantee.EffectivelyOnce;
        if ((isWhole ? _policy : _policies[executor.Plan.Id]).Failed(_agenda.Now) is not { } delay)
            GiveUp(cause);
        else if (isWhole)
            GoBack(delay);
        else
            RestartLater(executor, delay);
    }

    public void Stopped(ComponentExecutor executor)
    {
        _stopped.Add(executor.Plan.Id);
        if (_isGoingBack && _stage < 0)
        {
            if (_stopped.Count == _plan.Executors.Count)
                _agenda.Add(_backOff, Replace);
        }
        else if (_stage < _stages.Count && ExecutorsOf(_stage).All(other => _stopped.Contains(other.Plan.Id)))
        {
            StopNextStage();
        }
    }

    public void Drained()
    {
        if (_stage >= 0 || _isGoingBack || _isFinishing)
            return;
        _isFinishing = true;
        _agenda.Add(TimeSpan.Zero, () => Save(Engine)); // after what executors have said before
    }

    private (TopologyEngine Engine, SimulatedCheckpoints Checkpoints) Make()
    {
        var checkpoints = new SimulatedCheckpoints(_store, _agenda);
        return (_create(this, checkpoints), checkpoints);
    }

    private void StartAll(IReadOnlyDictionary<int, TaskRestore> restored)
    {
        foreach (var executor in Engine.Executors)
            executor.Start(restored);
    }

    private void RestartLater(ComponentExecutor executor, TimeSpan delay)
    {
        _checkpoints.Died(executor);
        _agenda.Add(delay, () => Restart(executor));
    }

    private void Restart(ComponentExecutor executor)
    {
        try
        {
            _checkpoints.FinishCommit();
            executor.Start(_store.Read(_plan, executor));
        }
        catch (TopologyException error)
        {
            Failed(executor, new ComponentException($"Executor {executor.Name} cannot restart: {error.Message}", error));
        }
    }

    private void GoBack(TimeSpan delay)
    {
        _isGoingBack = true;
        _isFinishing = false;
        _backOff = delay;
        _checkpoints.Stop();
        foreach (var executor in Engine.Executors)
        {
            _work.GivenUp(executor);
            executor.Stop(cleanup: false);
        }
    }

    private void Replace()
    {
        IReadOnlyDictionary<int, TaskRestore> restored;
        try
        {
            _checkpoints.FinishCommit();
            restored = _store.Read(_plan);
        }
        catch (CheckpointStoreException)
        {
            _agenda.Add(Retry, Replace);
            return;
        }
        catch (CheckpointDamagedException error)
        {
            GivenUp = new ComponentException($"The topology cannot go back to a checkpoint: {error.Message}", error);
            End();
            return;
        }
        Former.Add(Engine);
        Engine.Dispose();
        _prepared.Clear();
        _stopped.Clear();
        _isGoingBack = false;
        (Engine, _checkpoints) = Make();
        _checkpoints.Start(Engine);
        StartAll(restored);
    }

    /// <summary>Takes the last checkpoint, again until it is complete, and completes.</summary>
    private void Save(TopologyEngine engine)
    {
        if (!_isFinishing || engine != Engine || _stage >= 0)
            return;
        if (!_store.History.IsWanted)
            StopNextStage();
        else
            _checkpoints.Take(isComplete => _agenda.Add(isComplete ? TimeSpan.Zero : _saveRetry, isComplete ? () => Saved(engine) : () => Save(engine)));
    }

    private void Saved(TopologyEngine engine)
    {
        if (_isFinishing && engine == Engine && _stage < 0)
            StopNextStage();
    }

    private void GiveUp(ComponentException cause)
    {
        GivenUp = cause;
        StopNextStage();
    }

    private void StopNextStage()
    {
        _stage++;
        if (_stage == 0)
            StopCheckpoints();
        if (_stage == _stages.Count)
        {
            End();
            return;
        }
        foreach (var executor in ExecutorsOf(_stage).ToArray())
            executor.Stop(cleanup: true);
    }

    private void StopCheckpoints()
    {
        _checkpoints.Stop();
        _checkpoints.FinishCommit();
        _agenda.Clear();
    }

    private void End()
    {
        StopCheckpoints();
        _stage = _stages.Count;
        IsStopped = true;
        if (!_isFinishing || IsKilled)
            return;
        try
        {
            _store.History.ClearAsync().GetAwaiter().GetResult(); // as in a cluster: what has completed begins anew
        }
        catch (CheckpointStoreException)
        {
            // ignored: they are left over
        }
    }

    private IEnumerable<ComponentExecutor> ExecutorsOf(int stage) =>
        Engine.Executors.Where(executor => _stages[stage].Contains(executor.Plan.Component.Id));
}
