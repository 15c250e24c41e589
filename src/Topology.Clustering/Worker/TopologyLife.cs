namespace Topology.Clustering.Worker;

/// <summary>What a topology's actor is to do next.</summary>
internal enum LifeAction
{
    None,

    /// <summary>Start every executor.</summary>
    Start,

    /// <summary>Let the spouts emit.</summary>
    Activate,

    /// <summary>Stop the spouts from emitting.</summary>
    Deactivate,

    /// <summary>Take a last checkpoint. Then <see cref="TopologyLife.Saved"/> is to follow.</summary>
    Save,

    /// <summary>Stop the executors of the stage.</summary>
    StopStage,

    /// <summary>Stop all executors at once, without Cleanup: the topology goes back.</summary>
    StopAll,

    /// <summary>All executors have stopped: let the engine go. Then <see cref="TopologyLife.EngineGone"/> is to follow.</summary>
    End,

    /// <summary>Make another engine. Then <see cref="TopologyLife.Replaced"/> is to follow.</summary>
    Replace,

    /// <summary>All is over.</summary>
    Finish,
}

/// <summary>Decides through which states a topology goes. Pure; one thread.</summary>
internal sealed class TopologyLife(int executors, IReadOnlyList<IReadOnlyList<int>> stages, bool startInactive)
{
    private readonly HashSet<int> _ready = [];
    private readonly HashSet<int> _stopping = [];
    private int _executors = executors;
    private IReadOnlyList<IReadOnlyList<int>> _stages = stages;
    private bool _wantsActive = !startInactive;
    private bool _isStarted;
    private bool _isLeaving; // the engine is to be replaced
    private bool _isFinishing; // all sources have ended; the last checkpoint is being taken
    private bool _isSaving; // the last checkpoint before a stop is being taken
    private TopologyStatus _end;

    public TopologyStatus Status { get; private set; } = startInactive ? TopologyStatus.Inactive : TopologyStatus.Starting;

    /// <summary>Why it failed.</summary>
    public ComponentException? Cause { get; private set; }

    /// <summary>The stage being stopped; −1 before.</summary>
    public int Stage { get; private set; } = -1;

    /// <summary>Whether there are checkpoints, so that one is to be taken before a stop.</summary>
    public bool TakesCheckpoints { get; set; }

    /// <summary>Whether the topology completes only with a checkpoint that is under way.</summary>
    public bool IsFinishing => _isFinishing && !IsEnding && !_isLeaving;

    /// <summary>Executors of the stage that have not stopped yet.</summary>
    public IReadOnlyCollection<int> Stopping => _stopping;

    /// <summary>Whether nothing will change any more except towards the end.</summary>
    public bool IsEnding => _end != default;

    /// <summary>Whether what is in flight is being waited for; then <see cref="WaitOver"/> is to follow.</summary>
    public bool IsWaiting => (IsEnding || _isLeaving) && Stage < 0 && !_isSaving;

    /// <summary>Whether executors are being prepared, so that a change of activity takes effect only after that.</summary>
    public bool IsPreparing => Status is TopologyStatus.Starting or TopologyStatus.Rebalancing or TopologyStatus.Recovering;

    /// <summary>The topology was submitted. Unless it is to start inactive, its executors start.</summary>
    public LifeAction Submitted() => startInactive ? LifeAction.None : Start();

    /// <summary>An executor is prepared, for the first time or again.</summary>
    public LifeAction ExecutorReady(int executor)
    {
        if (!_ready.Add(executor) || _ready.Count < _executors || IsEnding || _isLeaving)
            return LifeAction.None;
        Status = _wantsActive ? TopologyStatus.Active : TopologyStatus.Inactive;
        return _wantsActive ? LifeAction.Activate : LifeAction.None;
    }

    /// <summary>The user wants spouts to emit, or not.</summary>
    public LifeAction ChangeActivity(bool isActive)
    {
        if (IsEnding || _wantsActive == isActive)
            return LifeAction.None;
        _wantsActive = isActive;
        if (!_isStarted && !_isLeaving)
        {
            Status = TopologyStatus.Starting;
            return Start();
        }
        _isStarted = true;
        if (_isLeaving || _ready.Count < _executors)
            return LifeAction.None; // acted on when all are ready
        Status = isActive ? TopologyStatus.Active : TopologyStatus.Inactive;
        return isActive ? LifeAction.Activate : LifeAction.Deactivate;
    }

    /// <summary>The user wants other executors for the same tasks. Then <see cref="WaitOver"/> is to follow.</summary>
    public LifeAction Rebalance()
    {
        if (IsEnding || Status == TopologyStatus.Rebalancing)
            return LifeAction.None;
        _isLeaving = true;
        Status = TopologyStatus.Rebalancing;
        return LifeAction.Deactivate;
    }

    /// <summary>There is another engine; none of its executors has been started.</summary>
    /// <param name="count">Its executors.</param>
    /// <param name="order">In which they stop.</param>
    public LifeAction Replaced(int count, IReadOnlyList<IReadOnlyList<int>> order)
    {
        _executors = count;
        _stages = order;
        _ready.Clear();
        _isLeaving = _isSaving = _isFinishing = false;
        Stage = -1;
        if (_isStarted)
            return LifeAction.Start;
        Status = TopologyStatus.Inactive;
        return LifeAction.None;
    }

    /// <summary>The user wants it to end. Then <see cref="WaitOver"/> is to follow, unless executors are being stopped already.</summary>
    public LifeAction Kill() => BeginEnd(TopologyStatus.Killed) && Stage < 0 ? LifeAction.Deactivate : LifeAction.None;

    /// <summary>What was in flight is finished, or given up.</summary>
    /// <param name="atOnce">Without a last checkpoint.</param>
    public LifeAction WaitOver(bool atOnce = false)
    {
        if (atOnce)
            _isSaving = false; // that of an earlier, more patient stop is not waited for either
        if (!IsWaiting)
            return LifeAction.None;
        if (!TakesCheckpoints || atOnce || !_isStarted)
            return StopNextStage();
        _isSaving = true;
        return LifeAction.Save;
    }

    /// <summary>All sources have ended and nothing is in flight.</summary>
    public LifeAction Drained()
    {
        if (IsEnding || _isFinishing || _isSaving || Stage >= 0)
            return LifeAction.None; // if it is being saved to be replaced, the next engine's sources end again
        if (!TakesCheckpoints)
            return BeginEnd(TopologyStatus.Completed) ? StopNextStage() : LifeAction.None;
        _isLeaving = false; // there is nothing to rebalance any more
        _isFinishing = true;
        return LifeAction.Save;
    }

    /// <summary>The last checkpoint before a stop is complete, or there will be none.</summary>
    public LifeAction Saved()
    {
        if (_isFinishing && !IsEnding && !_isLeaving && Stage < 0)
            return BeginEnd(TopologyStatus.Completed) ? StopNextStage() : LifeAction.None;
        return _isSaving && Stage < 0 ? StopNextStage() : LifeAction.None;
    }

    /// <summary>An executor of an effectively-once topology has failed: everything goes back to the last checkpoint.</summary>
    public LifeAction GoBack()
    {
        if (Stage >= 0)
            return LifeAction.None; // it is being stopped already
        _isFinishing = _isSaving = false;
        if (IsEnding)
            return StopNextStage(); // what was waited for will not come
        _isLeaving = true;
        Status = TopologyStatus.Recovering;
        Stage = _stages.Count - 1;
        _stopping.UnionWith(Enumerable.Range(0, _executors));
        return LifeAction.StopAll;
    }

    /// <summary>An executor failed too often.</summary>
    public LifeAction GaveUp(ComponentException cause)
    {
        if (_end == TopologyStatus.Failed || Stage >= 0)
            return LifeAction.None;
        _end = TopologyStatus.Failed; // also if it was being killed: the wait is pointless now
        Status = TopologyStatus.Draining;
        Cause = cause;
        return StopNextStage();
    }

    /// <summary>The engine is gone, and there is nothing another one could begin with.</summary>
    public LifeAction CannotReplace(ComponentException cause)
    {
        if (!IsEnding)
            (_end, Cause) = (TopologyStatus.Failed, cause);
        return EngineGone();
    }

    /// <summary>An executor has stopped, or is given up as hanging.</summary>
    public LifeAction ExecutorStopped(int executor) => _stopping.Remove(executor) && _stopping.Count == 0 ? StopNextStage() : LifeAction.None;

    /// <summary>The engine that was to be let go holds no threads any more.</summary>
    public LifeAction EngineGone()
    {
        if (!IsEnding)
            return LifeAction.Replace;
        Status = _end;
        return LifeAction.Finish;
    }

    private LifeAction Start()
    {
        _isStarted = true;
        return LifeAction.Start;
    }

    private bool BeginEnd(TopologyStatus end)
    {
        if (IsEnding)
            return false;
        _end = end;
        Status = TopologyStatus.Draining;
        return true;
    }

    private LifeAction StopNextStage()
    {
        if (++Stage == _stages.Count)
            return LifeAction.End;
        _stopping.UnionWith(_stages[Stage]);
        return LifeAction.StopStage;
    }
}
