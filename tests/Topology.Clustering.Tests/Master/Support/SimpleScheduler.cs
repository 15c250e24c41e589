using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Tests.Master.Support;

/// <summary>A plain scheduler by the contract: what can stay stays, workers that lost their slot get a free one, and if there is none their executors go to those that are left.</summary>
internal sealed class SimpleScheduler : IScheduler
{
    public IReadOnlyList<ScheduleResult> Schedule(IReadOnlyList<SchedulableNode> nodes, IReadOnlyList<SchedulableTopology> topologies)
    {
        var free = nodes.SelectMany(node => Enumerable.Range(0, node.Slots).Select(slot => new WorkerSlot(node.Name, slot))).OrderBy(slot => slot.Slot).ToList();
        foreach (var slot in topologies.SelectMany(topology => topology.Current?.SlotOfWorker ?? []))
            free.RemoveAll(other => other == slot);
        return [.. topologies.Select(topology => Place(topology, free))];
    }

    private static ScheduleResult Place(SchedulableTopology topology, List<WorkerSlot> free)
    {
        var slots = new WorkerSlot?[Math.Max(Math.Min(topology.Workers, topology.Executors.Count), topology.Current?.SlotOfWorker.Count ?? 0)];
        topology.Current?.SlotOfWorker.ToArray().CopyTo(slots, 0);
        for (var worker = 0; worker < slots.Length; worker++)
        {
            if (slots[worker] is not null || free.Count == 0)
                continue;
            slots[worker] = free[0];
            free.RemoveAt(0);
        }
        int[] there = [.. Enumerable.Range(0, slots.Length).Where(worker => slots[worker] is not null)];
        if (there.Length == 0)
            return new ScheduleResult(topology.Id, null, "No slot is free.");
        var executors = topology.Executors.Select(executor =>
            topology.Current is { } current && slots[current.WorkerOfExecutor[executor.Id]] is not null ? current.WorkerOfExecutor[executor.Id] : there[executor.Id % there.Length]);
        return new ScheduleResult(topology.Id, new TopologyAssignment(slots, [.. executors]), there.Length < topology.Workers ? "There are too few slots." : null);
    }
}
