using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Master.Support;

/// <summary>A worker's process that obeys orders. While it is active it has work; later it finishes it.</summary>
internal sealed class ModelWorker(string topologyId, int worker, int slot, string node, long incarnation)
{
    private long _begun;
    private int _busy;
    private WorkerOrders? _orders;
    private bool _isReady;

    public string TopologyId => topologyId;

    public int Worker => worker;

    public int Slot => slot;

    public long Incarnation => incarnation;

    public string Address { get; } = $"akka.tcp://topology@{node}:{topologyId}-{worker}-{incarnation}";

    public WorkerGoal Goal { get; private set; }

    public bool IsBusy => _busy > 0;

    public bool IsStopped { get; private set; }

    public bool SourcesAreDone { get; set; }

    private bool IsActive => Goal == WorkerGoal.Active || _orders?.Goal == WorkerGoal.Active;

    public string? Failure { get; set; }

    public List<int> LostLinks { get; } = [];

    public long Generation => _isReady ? _orders!.Generation : 0;

    public void Take(WorkerOrders orders)
    {
        if (orders.TopologyId != topologyId || orders.Generation < (_orders?.Generation ?? 0) || IsStopped)
            return;
        if (orders.Generation > (_orders?.Generation ?? 0))
        {
            _isReady = false;
            LostLinks.Clear();
        }
        _orders = orders;
        IsStopped |= orders.Goal == WorkerGoal.Stopped;
    }

    public QuietAnswer Answer(ProbeQuiet probe) => new(topologyId, worker, incarnation, probe.Round, _busy == 0, _begun, IsActive ? WorkerGoal.Active : WorkerGoal.Inactive);

    /// <summary>Some time passes.</summary>
    public void Step(Random random)
    {
        if (_orders is { } orders && random.Next(3) > 0)
        {
            _isReady = true;
            Goal = orders.Goal;
        }
        if (_isReady && Goal == WorkerGoal.Active && !SourcesAreDone && random.Next(2) == 0)
        {
            _begun++;
            _busy++;
        }
        else if (_busy > 0)
        {
            _busy--;
        }
        if (IsStopped)
            _busy = 0;
    }

    public WorkerReport Report()
    {
        var phase = Failure is not null ? WorkerPhase.Failed : IsStopped ? WorkerPhase.Stopped : _orders is null ? WorkerPhase.Loading : _isReady ? WorkerPhase.Ready : WorkerPhase.Preparing;
        return new WorkerReport(
            topologyId, worker, incarnation, node, Address, Generation, phase, Goal, SourcesAreDone, _busy == 0, [.. LostLinks], Failure, [Samples.Counts("lines", emitted: _begun)]);
    }

    public WorkerSummary Summary(WorkerProcessState state) => new(topologyId, worker, slot, incarnation, 1, state, null);
}
