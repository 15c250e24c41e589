using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Tests.Master.Support;

/// <summary>One topology, "words", with a worker on each of the nodes a and b, led by hand.</summary>
internal sealed class LifeOfOne
{
    private static readonly string[] Nodes = ["a", "b"];

    private readonly ClusterView _view = new(Samples.Start - ClusterView.Grace);
    private readonly TopologyControl _control;
    private readonly Dictionary<int, long> _incarnations = [];
    private readonly HashSet<string> _lost = [];
    private MasterState _state;
    private readonly long _begun = 3; // the workers begin nothing new

    public LifeOfOne(DeliveryGuarantee guarantee = DeliveryGuarantee.AtLeastOnce)
    {
        var submitted = Samples.Submitted(settings: ("topology.delivery.guarantee", $"{guarantee}"));
        _state = MasterState.Empty.Apply(submitted);
        _control = new TopologyControl(submitted.TopologyId, _view);
    }

    public DateTimeOffset Now { get; private set; } = Samples.Start;

    public TopologyRecord Record => _state.Alive.Single();

    public TopologyEnded Ended => _state.Ended.Single().Ending!;

    /// <summary>It is active in generation 2.</summary>
    public static LifeOfOne Active(DeliveryGuarantee guarantee = DeliveryGuarantee.AtLeastOnce)
    {
        var life = new LifeOfOne(guarantee);
        life.Place();
        life.ReportBoth(WorkerPhase.Loading, WorkerGoal.Inactive);
        life.ReportBoth(WorkerPhase.Ready, WorkerGoal.Inactive);
        life.ReportBoth(WorkerPhase.Ready, WorkerGoal.Active);
        return life;
    }

    /// <summary>It gets its place, and its processes are started.</summary>
    public void Place(long incarnation = 1)
    {
        var count = TopologyShape.ExecutorsOf(Record.Blueprint, Record.Code).Count;
        var assignment = new TopologyAssignment([new WorkerSlot("a", 0), new WorkerSlot("b", 0)], [.. Enumerable.Range(0, count).Select(i => i % 2)]);
        _incarnations[0] = _incarnations[1] = incarnation;
        Apply(SeatPlan.Assign(Record, assignment));
        TellNodes();
    }

    public void Die(int worker)
    {
        _incarnations.Remove(worker);
        TellNodes();
    }

    public void Restart(int worker, long incarnation)
    {
        _incarnations[worker] = incarnation;
        TellNodes();
    }

    public void LoseNode(string node)
    {
        _lost.Add(node);
        _view.AddressGone(Samples.NodeReport(node, 1, 1).Address, Now);
        Decide();
    }

    public bool IsLost(int worker) => SeatPlan.IsLost(Record, worker, _control.Sights, _view, Now);

    public void Report(int worker, WorkerPhase phase = WorkerPhase.Loading, Func<WorkerReport, WorkerReport>? change = null)
    {
        var generation = phase is WorkerPhase.Loading ? 0 : Record.Generation;
        var report = Samples.Report(Record.Id, worker, Nodes[worker], _incarnations[worker], generation, phase);
        _control.Take(Record, change is null ? report : change(report), Now);
        Decide();
    }

    public void ReportBoth(WorkerPhase phase, WorkerGoal goal, Func<WorkerReport, WorkerReport>? change = null)
    {
        for (var worker = 0; worker < 2; worker++)
            Report(worker, phase, report => change is null ? report with { Goal = goal } : change(report with { Goal = goal }));
    }

    public void Ask(ClientRequest request)
    {
        var verdict = TopologyRequests.Judge(_state, request, Now);
        Assert.IsType<Done>(verdict.Reply);
        if (verdict.Event is { } change)
            Apply(change);
        Decide();
    }

    /// <summary>Time passes; nodes report.</summary>
    public void Advance(TimeSpan time)
    {
        Now += time;
        TellNodes();
    }

    public IReadOnlyList<(string Address, ProbeQuiet Probe)> Probes() => _control.Probes(Record, Now);

    public void AnswerProbes(bool isQuiet, WorkerGoal goal = WorkerGoal.Inactive)
    {
        var probes = Probes();
        Assert.Equal(2, probes.Count);
        for (var worker = 0; worker < 2; worker++)
            _control.Take(Record, new QuietAnswer(Record.Id, worker, _incarnations[worker], probes[worker].Probe.Round, isQuiet, _begun, goal));
        Decide();
    }

    /// <summary>The supervisors end all processes.</summary>
    public void RemoveAll()
    {
        _incarnations.Clear();
        TellNodes();
    }

    public TopologyMetrics Metrics() => MetricsAggregator.ToMetrics(TimeSpan.Zero, Record.Blueprint, Record.Retired.Concat(_control.Sights.Figures()));

    private void TellNodes()
    {
        for (var worker = 0; worker < 2; worker++)
        {
            if (_lost.Contains(Nodes[worker]))
                continue;
            WorkerSummary[] workers = _incarnations.TryGetValue(worker, out var incarnation) ? [Samples.Running(_state.Alive[0].Id, worker, 0, incarnation)] : [];
            _view.Take(Samples.NodeReport(Nodes[worker], 1, 1, workers), Now);
        }
        Decide();
    }

    private void Decide()
    {
        while (_state.Alive.Count > 0 && _control.Decide(Record, isLeftOut: true, Now) is { } change)
            Apply(change);
    }

    private void Apply(IMasterEvent change)
    {
        var before = Record;
        _state = _state.Apply(change);
        _control.Applied(before, change);
    }
}
