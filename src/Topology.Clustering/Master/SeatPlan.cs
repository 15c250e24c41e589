using System.Diagnostics.CodeAnalysis;
using Topology.Clustering.Protocol;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Master;

/// <summary>Decides which processes the workers of a topology are to be linked to. Pure.</summary>
internal static class SeatPlan
{
    /// <summary>Who is to be linked as far as is known now.</summary>
    public static IReadOnlyList<WorkerSeat> Wanted(TopologyRecord record, WorkerSights sights, ClusterView view, DateTimeOffset now)
    {
        WorkerSeat[] wanted = [.. record.Seats.Select((seat, worker) => Wanted(record, worker, seat, sights, view, now))];

        // At the start links are made once, when everybody is there, instead of anew with each that comes.
        var isFirst = record.Seats.All(seat => seat.Incarnation == 0);
        return isFirst && !IsComplete(record, wanted) ? record.Seats : wanted;
    }

    /// <summary>Whether every worker that has a slot is linked.</summary>
    public static bool IsComplete(TopologyRecord record, IReadOnlyList<WorkerSeat> seats) =>
        record.Assignment is { } assignment && assignment.SlotOfWorker.Select((slot, worker) => slot is null || seats[worker].IsLinked).All(isThere => isThere);

    /// <summary>Whether the worker's process is gone and no supervisor is there that could start another one.</summary>
    public static bool IsLost(TopologyRecord record, int worker, WorkerSights sights, ClusterView view, DateTimeOffset now) =>
        record.Assignment?.SlotOfWorker[worker] is { } slot
        && !view.IsInGrace(now)
        && !view.IsAlive(slot.Node, now)
        && !IsFresh(sights.Find(worker), now);

    /// <summary>The assignment with the slots of lost workers taken out.</summary>
    public static TopologyAssignment? Remaining(TopologyRecord record, WorkerSights sights, ClusterView view, DateTimeOffset now) =>
        record.Assignment is not { } assignment
            ? null
            : assignment with { SlotOfWorker = [.. assignment.SlotOfWorker.Select((slot, worker) => IsLost(record, worker, sights, view, now) ? null : slot)] };

    /// <summary>By executor: the new generation where the worker's process is another one than before.</summary>
    public static IReadOnlyList<long> Epochs(TopologyRecord record, IReadOnlyList<WorkerSeat> seats, long generation)
    {
        var workers = record.Assignment!.WorkerOfExecutor; // only called for topologies that have a place
        return [.. record.Epochs.Select((epoch, executor) => IsOther(record.Seats[workers[executor]], seats[workers[executor]]) ? generation : epoch)];
    }

    /// <summary>The event that gives a topology a place, or some of its executors another one.</summary>
    public static TopologyAssigned Assign(TopologyRecord record, TopologyAssignment assignment)
    {
        var generation = record.Generation + 1;
        var seats = assignment.SlotOfWorker.Select((slot, worker) => slot is not null && slot == SlotOf(record, worker) ? record.Seats[worker] : WorkerSeat.Empty);
        var epochs = assignment.WorkerOfExecutor.Select((worker, executor) => Stays(executor, worker) ? record.Epochs[executor] : generation);
        return new TopologyAssigned(record.Id, generation, assignment, [.. seats], [.. epochs], TopologyShape.GoesBack(record.Code));

        bool Stays(int executor, int worker) =>
            executor < record.Epochs.Count
            && record.Assignment!.WorkerOfExecutor[executor] == worker // epochs are only there together with an assignment
            && assignment.SlotOfWorker[worker] == SlotOf(record, worker);
    }

    /// <summary>The slot a worker has; null if it has none.</summary>
    public static WorkerSlot? SlotOf(TopologyRecord record, int worker) =>
        record.Assignment is { } assignment && worker >= 0 && worker < assignment.SlotOfWorker.Count ? assignment.SlotOfWorker[worker] : null;

    private static WorkerSeat Wanted(TopologyRecord record, int worker, WorkerSeat seat, WorkerSights sights, ClusterView view, DateTimeOffset now)
    {
        if (SlotOf(record, worker) is not { } slot)
            return seat.Cut();
        var sight = sights.Find(worker);
        if (!view.IsAlive(slot.Node, now))
        {
            // Workers outlive their supervisor: without one that vouches for it, a worker is alive as long as it reports itself.
            if (IsFresh(sight, now))
                return Linked(sight.Report);
            return view.IsInGrace(now) ? seat : seat.Cut();
        }
        if (view.Find(slot.Node)?.Find(record.Id, worker, slot) is not { State: WorkerProcessState.Running } summary)
            return seat.Cut();
        if (sight?.Report.Incarnation == summary.Incarnation)
            return Linked(sight.Report);
        var isUnheard = sight is null && seat.Incarnation == summary.Incarnation && !sights.IsGone(seat);
        return isUnheard ? seat : seat.Cut(); // unheard: this master has just taken over
    }

    private static WorkerSeat Linked(WorkerReport report) => new(report.Incarnation, report.Address, IsLinked: true);

    private static bool IsFresh([NotNullWhen(true)] WorkerSight? sight, DateTimeOffset now) => sight is not null && now - sight.HeardAt <= WorkerSights.Silence;

    private static bool IsOther(WorkerSeat before, WorkerSeat after) =>
        after.IsLinked && (before.Incarnation != after.Incarnation || before.Address != after.Address);
}
