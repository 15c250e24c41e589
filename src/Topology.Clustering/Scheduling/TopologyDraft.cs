namespace Topology.Clustering.Scheduling;

/// <summary>A plan for one topology in the making: what is left of its current one, and what is added. One thread.</summary>
internal sealed class TopologyDraft
{
    /// <summary>Of an executor that is not placed.</summary>
    public const int Nowhere = -1;

    private readonly List<WorkerSlot?> _slots = [];
    private readonly int[] _workers; // by executor
    private readonly HashSet<int> _survivors = [];
    private bool _isChanged;

    /// <summary>Begins with the current slots that exist and nobody has claimed before; they are taken. Those that are gone keep their executors
    /// until the worker gets another slot or <see cref="Unplace"/> is called.</summary>
    public TopologyDraft(SchedulableTopology topology, FreeSlots free)
    {
        Topology = topology;
        _workers = new int[topology.Executors.Count];
        Array.Fill(_workers, Nowhere);
        if (topology.Current is not { } current)
            return;
        foreach (var slot in current.SlotOfWorker)
        {
            var survives = slot is not null && free.TryClaim(slot);
            if (survives)
                _survivors.Add(_slots.Count);
            _isChanged |= slot is not null && !survives;
            _slots.Add(survives ? slot : null);
        }

        // With another number of executors the ids mean something else: the workers stay, what they ran does not.
        if (current.WorkerOfExecutor.Count != _workers.Length)
            return;
        for (var i = 0; i < _workers.Length; i++)
            _workers[i] = current.WorkerOfExecutor[i] is var worker && worker >= 0 && worker < _slots.Count ? worker : Nowhere;
    }

    public SchedulableTopology Topology { get; }

    /// <summary>Workers it can use: no more than it asks for, and each needs an executor.</summary>
    public int Wanted => Math.Min(Math.Max(Topology.Workers, 1), Topology.Executors.Count);

    /// <summary>Workers that ran executors before.</summary>
    public int CountBefore => Topology.Current?.WorkerOfExecutor.Where(worker => worker >= 0).Distinct().Count() ?? 0;

    /// <summary>Workers that have a slot, ascending.</summary>
    public IReadOnlyList<int> Live => [.. Enumerable.Range(0, _slots.Count).Where(worker => _slots[worker] is not null)];

    /// <summary>Executors that are on no worker with a slot, ascending.</summary>
    public IReadOnlyList<int> Unplaced => [.. Enumerable.Range(0, _workers.Length).Where(executor => SlotOf(_workers[executor]) is null)];

    /// <summary>Whether a worker is where it was before.</summary>
    public bool Survives(int worker) => _survivors.Contains(worker);

    /// <summary>Where a worker is; null if nowhere.</summary>
    public WorkerSlot? SlotOf(int worker) => worker >= 0 && worker < _slots.Count ? _slots[worker] : null;

    /// <summary>Which worker an executor is on, which may have no slot any more.</summary>
    public int WorkerOf(int executor) => _workers[executor];

    /// <summary>Executors of a worker.</summary>
    public int CountOf(int worker) => _workers.Count(w => w == worker);

    /// <summary>Workers on a node.</summary>
    public int CountOn(string node) => _slots.Count(slot => slot?.Node == node);

    /// <summary>Gives a slot to the worker that most deserves it – one that lost its own with its executors, else the lowest number without a slot.</summary>
    /// <returns>The worker's number.</returns>
    public int Open(WorkerSlot slot)
    {
        int[] lost = [.. Enumerable.Range(0, _slots.Count).Where(worker => _slots[worker] is null)];
        var worker = lost.Where(w => CountOf(w) > 0).Concat(lost).DefaultIfEmpty(_slots.Count).First();
        if (worker == _slots.Count)
            _slots.Add(slot);
        else
            _slots[worker] = slot;
        _isChanged = true;
        return worker;
    }

    /// <summary>Takes a worker's slot away; its executors are unplaced.</summary>
    /// <returns>The slot.</returns>
    public WorkerSlot Close(int worker)
    {
        var slot = _slots[worker] ?? throw new InvalidOperationException($"Worker {worker} of \"{Topology.Id}\" has no slot.");
        _slots[worker] = null;
        _survivors.Remove(worker);
        _isChanged = true;
        foreach (var executor in Unplaced)
            _workers[executor] = Nowhere;
        return slot;
    }

    /// <summary>Forgets where executors were that lost their worker.</summary>
    public void Unplace()
    {
        foreach (var executor in Unplaced)
            Assign(executor, Nowhere);
    }

    /// <summary>Puts an executor onto a worker.</summary>
    public void Assign(int executor, int worker)
    {
        _isChanged |= _workers[executor] != worker;
        _workers[executor] = worker;
    }

    /// <summary>The finished plan; the current one itself if nothing changed. Numbers beyond those asked for are cut off at the end.</summary>
    public TopologyAssignment ToAssignment()
    {
        if (!_isChanged && Topology.Current is { } current && current.WorkerOfExecutor.Count == _workers.Length)
            return current;
        var length = _slots.Count;
        while (length > Wanted && _slots[length - 1] is null)
            length--;
        return new TopologyAssignment([.. _slots.Take(length)], [.. _workers]);
    }
}
