namespace Topology.Clustering.Scheduling;

/// <summary>Spreads executors over as many workers as are asked for, and those over nodes. What runs stays, except that a topology that got fewer
/// workers than it asked for is spread again when there are more slots. Pure.</summary>
internal sealed class EvenScheduler : IScheduler
{
    /// <inheritdoc/>
    public IReadOnlyList<ScheduleResult> Schedule(IReadOnlyList<SchedulableNode> nodes, IReadOnlyList<SchedulableTopology> topologies)
    {
        var free = new FreeSlots(nodes);
        TopologyDraft[] drafts = [.. topologies.Select(topology => new TopologyDraft(topology, free))]; // all claim what they have before any gets more
        foreach (var draft in drafts)
            CloseSurplus(draft, free);
        return [.. drafts.Select(draft => Plan(draft, free))];
    }

    /// <summary>Fewer workers are asked for than run: the fullest nodes lose theirs first, of these the worker with the fewest executors.</summary>
    private static void CloseSurplus(TopologyDraft draft, FreeSlots free)
    {
        while (draft.Live.Count > draft.Wanted)
        {
            var worker = draft.Live
                .OrderByDescending(w => draft.CountOn(draft.SlotOf(w)!.Node)) // a live one has a slot
                .ThenBy(draft.CountOf)
                .ThenByDescending(w => w)
                .First();
            free.Release(draft.Close(worker));
        }
    }

    private static ScheduleResult Plan(TopologyDraft draft, FreeSlots free)
    {
        var id = draft.Topology.Id;
        while (draft.Live.Count < draft.Wanted && free.Open.Any())
            draft.Open(free.Take(BestNode(draft, free)));
        var got = draft.Live.Count;
        if (got == 0 && draft.Wanted > 0)
            return new ScheduleResult(id, null, Shortage(draft, free));
        if (draft.Unplaced.Count > 0 || draft.Live.Any(worker => draft.CountOf(worker) == 0))
            Spread(draft);
        return new ScheduleResult(id, draft.ToAssignment(), got < draft.Wanted ? Shortage(draft, free) : null);
    }

    /// <summary>The node with the fewest workers of the topology, of these the one with the most free slots.</summary>
    private static string BestNode(TopologyDraft draft, FreeSlots free) =>
        free.Open.OrderBy(draft.CountOn).ThenByDescending(free.CountOn).First(); // a stable order: else the first name

    private static string Shortage(TopologyDraft draft, FreeSlots free)
    {
        var got = draft.Live.Count;
        var reason = free.Nodes == 0 ? "no node is alive" : $"{Amount(free.Nodes, "node")} with {Amount(free.Total, "slot")} in all, none of them free";
        return $"Topology \"{draft.Topology.Id}\" asked for {Amount(draft.Topology.Workers, "worker")} and got {got}: {reason}."
            + (got > 0 ? " It is spread again when there are more slots." : " It starts when a slot is free.");
    }

    private static string Amount(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    /// <summary>Executors without a worker are divided. Where there are workers without any, or fewer are asked for than there were, others move
    /// too, as few as give balance.</summary>
    private static void Spread(TopologyDraft draft)
    {
        draft.Unplace();
        var live = draft.Live;
        IGrouping<string, SchedulableExecutor>[] components = [.. draft.Topology.Executors.GroupBy(executor => executor.Component)];
        var placed = new int[components.Length, live.Count];
        var unplaced = new int[components.Length];
        for (var c = 0; c < components.Length; c++)
        {
            for (var w = 0; w < live.Count; w++)
                placed[c, w] = components[c].Count(executor => draft.WorkerOf(executor.Id) == live[w]);
            unplaced[c] = components[c].Count(executor => draft.WorkerOf(executor.Id) == TopologyDraft.Nowhere);
        }

        // An executor whose worker starts anew elsewhere loses less by moving than one that runs.
        int[] worth = [.. live.Select(worker => draft.Survives(worker) ? 2 : 1)];
        var mayMove = live.Any(worker => draft.CountOf(worker) == 0) || draft.CountBefore > draft.Wanted;
        var target = new ExecutorBalance(placed, unplaced, worth, mayMove).Solve();
        for (var c = 0; c < components.Length; c++)
            Move(draft, [.. components[c].Select(executor => executor.Id)], [.. Enumerable.Range(0, live.Count).Select(w => (live[w], target[c, w]))]);
    }

    /// <summary>Brings each worker to its number of executors of one component; the lowest ids stay.</summary>
    private static void Move(TopologyDraft draft, int[] executors, (int Worker, int Count)[] target)
    {
        foreach (var (worker, count) in target)
        {
            foreach (var executor in executors.Where(e => draft.WorkerOf(e) == worker).Skip(count).ToArray())
                draft.Assign(executor, TopologyDraft.Nowhere);
        }
        var homeless = new Queue<int>(executors.Where(executor => draft.WorkerOf(executor) == TopologyDraft.Nowhere));
        foreach (var (worker, count) in target)
        {
            for (var has = executors.Count(executor => draft.WorkerOf(executor) == worker); has < count; has++)
                draft.Assign(homeless.Dequeue(), worker);
        }
    }
}
