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

    /// <summary>Stop the executors of the stage.</summary>
    StopStage,

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
    private TopologyStatus _end;

    public TopologyStatus Status { get; private set; } = startInactive ? TopologyStatus.Inactive : TopologyStatus.Starting;

    /// <summary>Why it failed.</summary>
    public ComponentException? Cause { get; private set; }

    /// <summary>The stage being stopped; −1 before.</summary>
    public int Stage { get; private set; } = -1;

    /// <summary>Executors of the stage that have not stopped yet.</summary>
    public IReadOnlyCollection<int> Stopping => _stopping;

    /// <summary>Whether nothing will change any more except towards the end.</summary>
    public bool IsEnding => _end != default;

    /// <summary>Whether what is in flight is being waited for; then <see cref="WaitOver"/> is to follow.</summary>
    public bool IsWaiting => (IsEnding || _isLeaving) && Stage < 0;

    /// <summary>Whether executors are being prepared, so that a change of activity takes effect only after that.</summary>
    public bool IsPreparing => Status is TopologyStatus.Starting or TopologyStatus.Rebalancing;

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
        _isLeaving = false;
        Stage = -1;
        if (_isStarted)
            return LifeAction.Start;
        Status = TopologyStatus.Inactive;
        return LifeAction.None;
    }

    /// <summary>The user wants it to end. Then <see cref="WaitOver"/> is to follow, unless executors are being stopped already.</summary>
    public LifeAction Kill() => BeginEnd(TopologyStatus.Killed) && Stage < 0 ? LifeAction.Deactivate : LifeAction.None;

    /// <summary>What was in flight is finished, or given up.</summary>
    public LifeAction WaitOver() => IsWaiting ? StopNextStage() : LifeAction.None;

    /// <summary>All sources have ended and nothing is in flight.</summary>
    public LifeAction Drained() => BeginEnd(TopologyStatus.Completed) && Stage < 0 ? StopNextStage() : LifeAction.None;

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
