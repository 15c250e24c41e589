namespace Topology.Clustering.Scheduling;

/// <summary>Places executors where the CPU and memory they are declared to need are free, neighbours in the graph together, on as few workers as that
/// takes and never more than are asked for. What runs stays; what does not fit is refused as a whole. Pure.</summary>
internal sealed class ResourceAwareScheduler : IScheduler
{
    /// <inheritdoc/>
    public IReadOnlyList<ScheduleResult> Schedule(IReadOnlyList<SchedulableNode> nodes, IReadOnlyList<SchedulableTopology> topologies)
    {
        var slots = new FreeSlots(nodes);
        var room = new NodeRoom(nodes);
        TopologyDraft[] drafts = [.. topologies.Select(topology => new TopologyDraft(topology, slots))];
        foreach (var draft in drafts)
            UseWhatRuns(draft, room);
        return [.. drafts.Select(draft => Plan(draft, slots, room))];
    }

    private static void UseWhatRuns(TopologyDraft draft, NodeRoom room)
    {
        foreach (var executor in draft.Topology.Executors)
        {
            if (draft.SlotOf(draft.WorkerOf(executor.Id)) is { } slot)
                room.Use(slot.Node, ResourceLoad.Of(executor));
        }
    }

    private static ScheduleResult Plan(TopologyDraft draft, FreeSlots slots, NodeRoom room)
    {
        var topology = draft.Topology;
        var live = draft.Live;
        int[] surplus = [.. live.OrderBy(draft.CountOf).ThenByDescending(worker => worker).Take(Math.Max(0, live.Count - draft.Wanted))];
        if (draft.Unplaced.Count == 0 && surplus.Length == 0)
            return new ScheduleResult(topology.Id, draft.ToAssignment(), null);
        var graph = new NeighbourOrder(topology);
        if (Place(draft, slots, room, graph, surplus) is not { } refusal)
            return new ScheduleResult(topology.Id, draft.ToAssignment(), null);

        // What runs need not end because it would not fit into fewer workers.
        if (surplus.Length > 0 && Place(draft, slots, room, graph, []) is null)
            return new ScheduleResult(topology.Id, draft.ToAssignment(), $"Keeps {live.Count} workers, {draft.Wanted} were asked for. {refusal}");
        return new ScheduleResult(topology.Id, null, refusal);
    }

    /// <summary>Tries the order that brings neighbours together, then the one that leaves the fewest gaps.</summary>
    /// <returns>Null if all is placed; else why not.</returns>
    private static string? Place(TopologyDraft draft, FreeSlots slots, NodeRoom room, NeighbourOrder graph, int[] surplus)
    {
        SchedulableExecutor[] homeless = [.. graph.Executors.Where(executor => draft.SlotOf(draft.WorkerOf(executor.Id)) is null || surplus.Contains(draft.WorkerOf(executor.Id)))];
        var placement = new ResourcePlacement(draft, slots, room, graph, surplus);
        if (placement.Try(homeless) is { } refusal)
        {
            var most = homeless.Aggregate(default(ResourceLoad), (sum, executor) => sum + ResourceLoad.Of(executor));
            placement = new ResourcePlacement(draft, slots, room, graph, surplus);
            if (placement.Try([.. homeless.OrderByDescending(executor => ShareOf(ResourceLoad.Of(executor), most))]) is not null)
                return refusal;
        }
        placement.Commit(room);
        return null;
    }

    private static double ShareOf(ResourceLoad load, ResourceLoad all) =>
        Math.Max(all.Cpu > 0 ? load.Cpu / all.Cpu : 0, all.Memory > 0 ? load.Memory / all.Memory : 0);
}
