namespace Topology.Clustering.Scheduling;

/// <summary>One try to find room for the executors of a topology that have none. Changes nothing until <see cref="Commit"/>. One thread; used once.</summary>
internal sealed class ResourcePlacement
{
    private readonly TopologyDraft _draft;
    private readonly FreeSlots _slots;
    private readonly NeighbourOrder _graph;
    private readonly NodeRoom _room;
    private readonly IReadOnlyCollection<int> _closing;
    private readonly List<Worker> _workers = [];

    /// <param name="draft">The topology.</param>
    /// <param name="slots">What is free.</param>
    /// <param name="room">What is free, beside what runs.</param>
    /// <param name="graph">Of the topology.</param>
    /// <param name="closing">Workers that are to end; what they run is placed elsewhere.</param>
    public ResourcePlacement(TopologyDraft draft, FreeSlots slots, NodeRoom room, NeighbourOrder graph, IReadOnlyCollection<int> closing)
    {
        _draft = draft;
        _slots = slots;
        _graph = graph;
        _room = room.Copy();
        _closing = closing;
        foreach (var number in draft.Live)
        {
            var worker = new Worker(number, draft.SlotOf(number)!.Node); // a live one has a slot
            foreach (var executor in draft.Topology.Executors.Where(executor => draft.WorkerOf(executor.Id) == number))
            {
                if (closing.Contains(number))
                    _room.GiveBack(worker.Node, ResourceLoad.Of(executor));
                else
                    worker.Executors.Add(executor);
            }
            if (!closing.Contains(number))
                _workers.Add(worker);
        }
    }

    /// <summary>Places executors one after the other.</summary>
    /// <returns>Null if all have a place; else why one has none, for people.</returns>
    public string? Try(IReadOnlyList<SchedulableExecutor> executors)
    {
        for (var i = 0; i < executors.Count; i++)
        {
            var worker = BestWorker(executors[i]) ?? NewWorker(executors, i);
            if (worker is null)
                return Refusal(executors[i]);
            worker.Executors.Add(executors[i]);
            _room.Use(worker.Node, ResourceLoad.Of(executors[i]));
        }
        return null;
    }

    /// <summary>Makes it so.</summary>
    /// <param name="room">Brought up to date.</param>
    public void Commit(NodeRoom room)
    {
        foreach (var number in _closing)
            _slots.Release(_draft.Close(number));
        _draft.Unplace();
        foreach (var worker in _workers)
        {
            var number = worker.Number ?? _draft.Open(_slots.Take(worker.Node));
            foreach (var executor in worker.Executors)
                _draft.Assign(executor.Id, number);
        }
        foreach (var node in room.Nodes.ToArray())
            room.Use(node, room[node] - _room[node]);
    }

    /// <summary>Where most neighbours are, in the worker or else on the node; of equal ones where least room is left.</summary>
    private Worker? BestWorker(SchedulableExecutor executor) => _workers
        .Where(worker => _room[worker.Node].HasRoomFor(ResourceLoad.Of(executor)))
        .OrderByDescending(worker => Neighbours(worker, executor))
        .ThenByDescending(worker => _workers.Where(other => other.Node == worker.Node).Sum(other => Neighbours(other, executor)))
        .ThenBy(worker => _room[worker.Node].Cpu)
        .ThenBy(worker => _room[worker.Node].Memory)
        .FirstOrDefault();

    private int Neighbours(Worker worker, SchedulableExecutor executor) =>
        worker.Executors.Count(other => _graph.AreNeighbours(other.Component, executor.Component));

    /// <summary>On the node that takes most of what is still to come; of equal ones where least room is left, so that large rooms stay for large needs.</summary>
    private Worker? NewWorker(IReadOnlyList<SchedulableExecutor> executors, int next)
    {
        if (_workers.Count >= _draft.Wanted)
            return null;
        var node = NodesWithSlot()
            .Select(name => (Name: name, Takes: CountThatFit(_room[name], executors, next)))
            .Where(candidate => candidate.Takes > 0)
            .OrderByDescending(candidate => candidate.Takes)
            .ThenBy(candidate => _room[candidate.Name].Cpu)
            .ThenBy(candidate => _room[candidate.Name].Memory)
            .FirstOrDefault();
        if (node.Name is null)
            return null;
        var worker = new Worker(null, node.Name);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Slots of workers that end are not counted on: they may have to stay a while.</summary>
    private IEnumerable<string> NodesWithSlot() =>
        _slots.Open.Where(node => _workers.Count(worker => worker.Number is null && worker.Node == node) < _slots.CountOn(node));

    private static int CountThatFit(ResourceLoad room, IReadOnlyList<SchedulableExecutor> executors, int next)
    {
        var count = 0;
        for (var i = next; i < executors.Count && room.HasRoomFor(ResourceLoad.Of(executors[i])); i++)
        {
            room -= ResourceLoad.Of(executors[i]);
            count++;
        }
        return count;
    }

    private string Refusal(SchedulableExecutor executor)
    {
        var withSlot = NodesWithSlot().ToHashSet(StringComparer.Ordinal);
        var mayOpen = _workers.Count < _draft.Wanted;
        return ResourceRefusal.Text(_draft.Topology, executor, _room, node =>
            mayOpen ? (withSlot.Contains(node) ? null : "no free slot") : $"none of the {_draft.Wanted} workers that the topology may have");
    }

    /// <summary>A worker as it would be.</summary>
    /// <param name="Number">Null: to be opened.</param>
    /// <param name="Node">Where.</param>
    private sealed record Worker(int? Number, string Node)
    {
        public List<SchedulableExecutor> Executors { get; } = [];
    }
}
