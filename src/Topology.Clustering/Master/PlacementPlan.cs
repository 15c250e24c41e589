using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Master;

/// <summary>Asks the scheduler when a topology needs a place, and judges its plans. One thread.</summary>
internal sealed class PlacementPlan(IScheduler scheduler, ClusterView view)
{
    /// <summary>A topology that runs in fewer workers than it asked for is drained and spread again when no node has come or gone for so long: not in the middle of a restart of several nodes.</summary>
    public static readonly TimeSpan SpreadAfter = TimeSpan.FromSeconds(30);

    /// <summary>A plan that could not be made is tried again after so long, or when a node comes or goes.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, string> _troubles = new(StringComparer.Ordinal);
    private DateTimeOffset _triedAt;

    /// <summary>Why a topology has no place, or fewer workers than it asked for; null if all is well.</summary>
    public string? TroubleOf(string topologyId) => _troubles.GetValueOrDefault(topologyId);

    /// <summary>What is to be decided about places now.</summary>
    public IReadOnlyList<IMasterEvent> Decide(MasterState state, Func<string, TopologyControl> controls, DateTimeOffset now)
    {
        foreach (var id in _troubles.Keys.Where(id => state.FindAlive(id) is null).ToList())
            _troubles.Remove(id);
        if (view.IsInGrace(now) || state.Alive.Count == 0)
            return [];
        var needy = state.Alive.Where(record => IsNeedy(record, controls(record.Id).Sights, now)).ToList();
        var small = needy.Count > 0 ? [] : state.Alive.Where(record => IsSmall(record, controls(record.Id), now)).Take(1).ToList();
        if ((needy.Count == 0 && small.Count == 0) || now - _triedAt < Retry)
            return [];
        _triedAt = now;
        if (small.Count > 0)
            return Spread(state, small[0], controls, now);
        var plans = Ask(state, controls, record => SeatPlan.Remaining(record, controls(record.Id).Sights, view, now), now);
        return [.. needy.Select(record => Judge(state, record, plans[record.Id])).OfType<IMasterEvent>()];
    }

    /// <summary>A new need: it is not waited until plans are tried again.</summary>
    public void Hurry() => _triedAt = default;

    private bool IsNeedy(TopologyRecord record, WorkerSights sights, DateTimeOffset now) => record.Phase switch
    {
        TopologyPhase.Placing => !record.IsDormant,
        TopologyPhase.Running => Enumerable.Range(0, record.Seats.Count).Any(worker => SeatPlan.IsLost(record, worker, sights, view, now)),
        _ => false,
    };

    private bool IsSmall(TopologyRecord record, TopologyControl control, DateTimeOffset now) =>
        record is { Phase: TopologyPhase.Running, IsStarted: true }
        && now - view.ChangedAt >= SpreadAfter
        && WorkersOf(record.Assignment) < Math.Min(TopologyShape.ConfigOf(record.Code).Workers, record.Epochs.Count)
        && control.IsReady(record);

    private IReadOnlyList<IMasterEvent> Spread(MasterState state, TopologyRecord record, Func<string, TopologyControl> controls, DateTimeOffset now)
    {
        // From scratch, as it would be placed after the drain: else it might be drained again and again for nothing.
        var plan = Ask(state, controls, other => other.Id == record.Id ? null : other.Assignment, now)[record.Id];
        Note(plan);
        if (WorkersOf(plan.Assignment) <= WorkersOf(record.Assignment) || !IsSound(record, plan.Assignment!))
            return [];
        var until = now + TopologyShape.ConfigOf(record.Code).MessageTimeout;
        return [new DrainBegun(record.Id, DrainEnd.Rebalancing, until, new RebalanceChange(null, new Dictionary<string, int>()))];
    }

    private Dictionary<string, ScheduleResult> Ask(
        MasterState state, Func<string, TopologyControl> controls, Func<TopologyRecord, TopologyAssignment?> currentOf, DateTimeOffset now)
    {
        // Those that end or are moved keep their slots until their processes are gone.
        var asked = state.Alive.Where(record => record.Assignment is not null || IsNeedy(record, controls(record.Id).Sights, now));
        return scheduler.Schedule(view.Schedulable(now), [.. asked.Select(record => TopologyShape.ToSchedulable(record, currentOf(record)))])
            .ToDictionary(result => result.TopologyId, StringComparer.Ordinal);
    }

    private IMasterEvent? Judge(MasterState state, TopologyRecord record, ScheduleResult plan)
    {
        Note(plan);
        if (plan.Assignment is not { } assignment)
            return null;
        if (!IsSound(record, assignment))
        {
            _troubles[record.Id] = "The scheduler made a plan that cannot be carried out; it is asked again.";
            return null;
        }
        if (Squatter(state, record, assignment) is { } squatter)
        {
            _troubles[record.Id] = squatter;
            return null;
        }
        return SeatPlan.Assign(record, assignment);
    }

    private void Note(ScheduleResult plan)
    {
        if (plan.Trouble is { } trouble)
            _troubles[plan.TopologyId] = trouble;
        else
            _troubles.Remove(plan.TopologyId);
    }

    /// <summary>Every executor is on a worker that has a slot, and no slot is given twice.</summary>
    private static bool IsSound(TopologyRecord record, TopologyAssignment assignment)
    {
        var slots = assignment.SlotOfWorker.OfType<WorkerSlot>().ToList();
        return assignment.WorkerOfExecutor.Count == TopologyShape.ExecutorsOf(record.Blueprint, record.Code).Count
            && assignment.WorkerOfExecutor.All(worker => worker >= 0 && worker < assignment.SlotOfWorker.Count && assignment.SlotOfWorker[worker] is not null)
            && slots.Distinct().Count() == slots.Count;
    }

    /// <summary>Who is still in a slot that is to be given away: a topology that runs there, or a process that is on its way out.</summary>
    private string? Squatter(MasterState state, TopologyRecord record, TopologyAssignment assignment)
    {
        for (var worker = 0; worker < assignment.SlotOfWorker.Count; worker++)
        {
            if (assignment.SlotOfWorker[worker] is not { } slot || slot == SeatPlan.SlotOf(record, worker))
                continue;
            if (state.Alive.FirstOrDefault(other => other.Id != record.Id && other.Assignment?.SlotOfWorker.Contains(slot) == true) is { } owner)
                return $"Slot {slot.Slot} of node {slot.Node} belongs to topology \"{owner.Name}\" still.";
            if (view.Occupants(slot).FirstOrDefault(summary => !IsWanted(record, summary, slot)) is { } leftover)
                return $"Slot {slot.Slot} of node {slot.Node} is free as soon as worker {leftover.Worker} of {leftover.TopologyId} has ended.";
        }
        return null;
    }

    /// <summary>Whether it runs there by our own orders, which the new ones replace.</summary>
    private static bool IsWanted(TopologyRecord record, Protocol.WorkerSummary summary, WorkerSlot slot) =>
        summary.TopologyId == record.Id && SeatPlan.SlotOf(record, summary.Worker) == slot;

    private static int WorkersOf(TopologyAssignment? assignment) => assignment?.SlotOfWorker.Count(slot => slot is not null) ?? 0;
}
