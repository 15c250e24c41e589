using Topology.Clustering.Protocol;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Master;

/// <summary>Everything the master decides. Pure: messages and the time in, events to be stored and messages to be sent out. One thread.</summary>
/// <param name="scheduler">Places executors.</param>
/// <param name="startedAt">When it begins to listen.</param>
internal sealed class ClusterControl(IScheduler scheduler, DateTimeOffset startedAt)
{
    private static readonly TimeSpan LeastDeafness = TimeSpan.FromSeconds(1); // shorter hides no more than one report; and many short writes must not hide a death

    private readonly Dictionary<string, TopologyControl> _controls = new(StringComparer.Ordinal);
    private readonly List<Dispatch> _dismissals = [];
    private readonly ClusterView _view = new(startedAt);
    private OrderDesk? _desk;
    private PlacementPlan? _placement;

    /// <summary>All that was decided.</summary>
    public MasterState State { get; private set; } = MasterState.Empty;

    public ClusterView View => _view;

    /// <summary>Why topologies have no place, or fewer workers than they asked for.</summary>
    public PlacementPlan Placement => _placement ??= new PlacementPlan(scheduler, _view);

    private OrderDesk Desk => _desk ??= new OrderDesk(_view);

    /// <summary>Begins with what was stored.</summary>
    public void Restore(MasterState state) => State = state;

    /// <summary>Takes an event that was stored.</summary>
    public void Apply(IMasterEvent change)
    {
        var before = State.FindAlive(change.TopologyId);
        State = State.Apply(change);
        if (before is not null)
            ControlOf(before.Id).Applied(before, change);
        if (State.FindAlive(change.TopologyId) is null)
        {
            _controls.Remove(change.TopologyId);
            Desk.Forget(change.TopologyId);
        }
        if (change is not ErrorNoted)
            Placement.Hurry();
    }

    public TopologyControl ControlOf(string topologyId)
    {
        if (!_controls.TryGetValue(topologyId, out var control))
            _controls.Add(topologyId, control = new TopologyControl(topologyId, _view));
        return control;
    }

    public void Take(SupervisorReport report, DateTimeOffset now) => _view.Take(report, now);

    public void Take(WorkerReport report, DateTimeOffset now)
    {
        var record = State.FindAlive(report.TopologyId);
        if (record is not null && ControlOf(record.Id).Take(record, report, now))
            return;
        if (report is { Worker: >= 0 and < 10_000, Phase: not (WorkerPhase.Stopped or WorkerPhase.Failed) })
            _dismissals.Add(new Dispatch(Recipient.Worker, report.Address, OrderDesk.Dismissal(report, record)));
    }

    public void Take(QuietAnswer answer)
    {
        if (State.FindAlive(answer.TopologyId) is { } record)
            ControlOf(record.Id).Take(record, answer);
    }

    /// <summary>The cluster has removed the actor system at an address.</summary>
    public void AddressGone(string address, DateTimeOffset now)
    {
        _view.AddressGone(address, now);
        foreach (var record in State.Alive)
            ControlOf(record.Id).Sights.AddressGone(address, record.Seats);
    }

    /// <summary>The master could not listen for a while, as it waited for its store: what came meanwhile is only taken now.</summary>
    public void Excuse(TimeSpan deafness)
    {
        if (deafness < LeastDeafness)
            return;
        _view.Excuse(deafness);
        foreach (var control in _controls.Values)
            control.Sights.Excuse(deafness);
    }

    /// <summary>An error of a component; null if nobody knows the topology.</summary>
    public ErrorNoted? Judge(ComponentErrorNoted message) =>
        State.FindAlive(message.TopologyId) is null ? null : new ErrorNoted(message.TopologyId, message.Error);

    /// <summary>What is to be decided now, each about another topology. To be asked again after it was stored and applied, until there is nothing.</summary>
    public IReadOnlyList<IMasterEvent> Decide(DateTimeOffset now)
    {
        Desk.Renew(State, now);
        var isTaken = Desk.IsTaken(now);
        IMasterEvent[] events = [.. State.Alive.Select(record => ControlOf(record.Id).Decide(record, isTaken, now)).OfType<IMasterEvent>()];
        return events.Length > 0 ? events : Placement.Decide(State, ControlOf, now);
    }

    /// <summary>Messages that are due now. Only to be asked when there is nothing to be decided: what is sent must have been stored.</summary>
    public IReadOnlyList<Dispatch> Due(DateTimeOffset now)
    {
        Desk.Renew(State, now);
        List<Dispatch> due = [.. _dismissals, .. Desk.ForSupervisors(now)];
        _dismissals.Clear();
        foreach (var record in State.Alive)
        {
            var control = ControlOf(record.Id);
            due.AddRange(Desk.ForWorkers(record, control.Sights, now));
            due.AddRange(control.Probes(record, now).Select(pair => new Dispatch(Recipient.Worker, pair.Address, pair.Probe)));
        }
        return due;
    }

    /// <summary>Workers to be asked for their last figures.</summary>
    public IReadOnlyList<(string TopologyId, int Worker, WorkerSeat Seat)> FinalFiguresMissing() =>
        [.. State.Alive.SelectMany(record => ControlOf(record.Id).FinalFiguresMissing(record).Select(pair => (record.Id, pair.Worker, pair.Seat)))];

    /// <summary>Takes a worker's figures.</summary>
    public void TakeFigures(string topologyId, int worker, long incarnation, IReadOnlyList<ComponentFigures> figures, bool wereFinal)
    {
        if (State.FindAlive(topologyId) is not null)
            ControlOf(topologyId).Sights.TakeFigures(worker, incarnation, figures, wereFinal);
    }
}
