using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;

namespace Topology.Testing;

/// <summary>Does for a simulation what actors do in a cluster: starts, restarts after the back-off, stops in order.</summary>
internal sealed class SimulationControl(TopologyPlan plan, FakeTimeProvider time, ConcurrentWork work) : IExecutorObserver
{
    private readonly RestartPolicy[] _policies = [.. plan.Executors.Select(_ => new RestartPolicy(plan.Config.Restart))];
    private readonly List<(ComponentExecutor Executor, DateTimeOffset At)> _restarts = [];
    private readonly HashSet<int> _prepared = [];
    private readonly HashSet<int> _stopped = [];
    private IReadOnlyList<IReadOnlyList<string>> _stages = [];
    private TopologyEngine? _engine;
    private bool _wantsActive;
    private int _stage = -1;

    public bool IsStopped { get; private set; }

    /// <summary>What the last executor failed with, restarted or not.</summary>
    public ComponentException? LastFailure { get; private set; }

    public ComponentException? GivenUp { get; private set; }

    public void Start(TopologyEngine engine)
    {
        _engine = engine;
        _stages = FlowOrder.Of(plan.Spec);
    }

    public void SetActive(bool isActive)
    {
        _wantsActive = isActive;
        if (isActive && _prepared.Count == 0)
        {
            foreach (var executor in _engine!.Executors) // set by Start
                executor.Start();
        }
        if (_prepared.Count == plan.Executors.Count)
            _engine!.SetActive(isActive, () => { });
    }

    /// <summary>Starts the executor whose back-off ends next, moving the clock there, if that is not after the limit.</summary>
    public bool MoveToRestart(DateTimeOffset limit)
    {
        if (_restarts.Count == 0 || _stage >= 0)
            return false;
        var next = _restarts.MinBy(restart => restart.At);
        if (next.At > limit)
            return false;
        _restarts.Remove(next);
        if (next.At > time.GetUtcNow())
            time.SetUtcNow(next.At);
        next.Executor.Start();
        return true;
    }

    public void Stop()
    {
        if (_stage < 0)
            StopNextStage();
    }

    public void Prepared(ComponentExecutor executor)
    {
        if (_prepared.Add(executor.Plan.Id) && _prepared.Count == plan.Executors.Count && _wantsActive)
            _engine!.SetActive(true, () => { }); // set by Start
    }

    public void Failed(ComponentExecutor executor, ComponentException cause)
    {
        LastFailure = cause;
        work.GivenUp(executor);
        if (_stage >= 0)
            return;
        if (_policies[executor.Plan.Id].Failed(time.GetUtcNow()) is { } delay)
        {
            _restarts.Add((executor, time.GetUtcNow() + delay));
            return;
        }
        GivenUp = cause;
        StopNextStage();
    }

    public void Stopped(ComponentExecutor executor)
    {
        _stopped.Add(executor.Plan.Id);
        if (ExecutorsOf(_stage).All(other => _stopped.Contains(other.Plan.Id)))
            StopNextStage();
    }

    public void Drained() => Stop();

    private void StopNextStage()
    {
        _stage++;
        if (_stage == _stages.Count)
        {
            IsStopped = true;
            return;
        }
        foreach (var executor in ExecutorsOf(_stage).ToArray())
            executor.Stop(cleanup: true);
    }

    private IEnumerable<ComponentExecutor> ExecutorsOf(int stage) =>
        _engine!.Executors.Where(executor => _stages[stage].Contains(executor.Plan.Component.Id)); // set by Start
}
