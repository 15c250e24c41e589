using Topology.Clustering.Protocol;

namespace Topology.Clustering.Supervisor;

/// <summary>Decides what a supervisor does with the workers of its node. Each method takes what happened and says what is to be done. Pure; one thread.</summary>
internal sealed class SupervisorState
{
    private readonly Dictionary<WorkerKey, SlotLife> _lives = [];
    private readonly HashSet<string> _fetching = [];
    private IReadOnlySet<string> _kept = new HashSet<string>();
    private IReadOnlyList<RememberedWorker> _remembered = [];
    private IReadOnlyList<WorkerSummary> _reported = [];
    private long _lastIncarnation;
    private bool _isStopping;

    /// <summary>Of the last orders taken; 0 for none.</summary>
    public long Revision { get; private set; }

    /// <summary>When <see cref="TimePassed"/> is to be called at the latest; null: not before something else happens.</summary>
    public DateTimeOffset? NextDue => _lives.Values.Min(life => life.DueAt);

    /// <summary>Every worker there is, wanted or not.</summary>
    public IReadOnlyList<WorkerSummary> Workers => [.. InOrder.Select(life => life.Summary)];

    /// <summary>What a later supervisor must know.</summary>
    public IReadOnlyList<RememberedWorker> Memory => [.. InOrder.Select(life => life.Memory).OfType<RememberedWorker>()];

    /// <summary>Before anything else: what an earlier supervisor left. Those alive are taken for wanted until orders say otherwise; those that are not are started again when orders want them.</summary>
    public IReadOnlyList<SupervisorEffect> Adopt(IReadOnlyList<(RememberedWorker Left, ProcessIdentity? Process)> workers, DateTimeOffset now) => Step(effects =>
    {
        foreach (var (left, process) in workers)
        {
            var life = new SlotLife(left, process);
            _lives[life.Key] = life;
            _lastIncarnation = Math.Max(_lastIncarnation, life.Incarnation);
            if (process is null)
                effects.Add(new DownMember(life.Key, life.Incarnation));
        }
    });

    /// <summary>Orders came. Older ones than those taken are ignored.</summary>
    public IReadOnlyList<SupervisorEffect> Take(SupervisorOrders orders, DateTimeOffset now) => Step(effects =>
    {
        if (orders.Revision < Revision || _isStopping)
            return;
        Revision = orders.Revision;
        foreach (var order in orders.Workers)
        {
            var key = new WorkerKey(order.TopologyId, order.Worker);
            if (_lives.TryGetValue(key, out var life))
                life.Want(order, now, effects);
            else
                _lives.Add(key, new SlotLife(order));
        }
        var wanted = orders.Workers.Select(order => new WorkerKey(order.TopologyId, order.Worker)).ToHashSet();
        foreach (var (_, life) in _lives.Where(pair => !wanted.Contains(pair.Key)))
            life.Unwant(now, effects);
    });

    /// <summary>A package is there.</summary>
    public IReadOnlyList<SupervisorEffect> PackageFetched(string package, string folder, DateTimeOffset now) => Step(effects =>
    {
        _fetching.Remove(package);
        foreach (var life in WaitingFor(package))
            life.Fetched(folder, NextIncarnation(now), now, effects);
    });

    /// <summary>A package cannot be had now.</summary>
    public IReadOnlyList<SupervisorEffect> PackageMissed(string package, string reason, DateTimeOffset now) => Step(_ =>
    {
        _fetching.Remove(package);
        foreach (var life in WaitingFor(package))
            life.NotFetched(reason, now);
    });

    /// <summary>A process was started. One that nobody waits for is killed.</summary>
    public IReadOnlyList<SupervisorEffect> WorkerStarted(WorkerKey key, long incarnation, ProcessIdentity process, DateTimeOffset now) => Step(effects =>
    {
        var life = Find(key, incarnation);
        if (life is { State: SlotState.Starting })
            life.Started(process, now, effects);
        else if (life?.Process != process)
            effects.Add(new KillWorker(key, incarnation));
    });

    public IReadOnlyList<SupervisorEffect> WorkerNotStarted(WorkerKey key, long incarnation, string reason, DateTimeOffset now) => Step(effects =>
    {
        if (Find(key, incarnation) is { State: SlotState.Starting } life)
            life.NotStarted(reason, now, effects);
    });

    public IReadOnlyList<SupervisorEffect> WorkerExited(WorkerKey key, long incarnation, string detail, DateTimeOffset now) => Step(effects =>
    {
        if (Find(key, incarnation) is { Process: not null } life)
            life.Exited(detail, now, effects);
    });

    /// <summary>Looks what is due.</summary>
    public IReadOnlyList<SupervisorEffect> TimePassed(DateTimeOffset now) => Step(effects =>
    {
        foreach (var life in _lives.Values)
            life.TimePassed(now, effects);
    });

    /// <summary>Every worker is to end, whatever the orders say from now on.</summary>
    public IReadOnlyList<SupervisorEffect> StopAll(DateTimeOffset now) => Step(effects =>
    {
        _isStopping = true;
        foreach (var life in _lives.Values)
            life.Unwant(now, effects);
    });

    private IEnumerable<SlotLife> InOrder =>
        _lives.Values.OrderBy(life => life.Key.TopologyId, StringComparer.Ordinal).ThenBy(life => life.Key.Worker);

    private IEnumerable<SlotLife> WaitingFor(string package) =>
        _lives.Values.Where(life => life.State == SlotState.Fetching && life.Order.Code.Package == package);

    // By the clock, so that it grows also across supervisors and nodes as far as their clocks agree: a worker that moves must not meet its own old number.
    // One count for all workers, so that it grows also when a worker is forgotten and comes back within a millisecond.
    private long NextIncarnation(DateTimeOffset now) => _lastIncarnation = Math.Max(_lastIncarnation + 1, now.ToUnixTimeMilliseconds());

    private SlotLife? Find(WorkerKey key, long incarnation) =>
        _lives.TryGetValue(key, out var life) && life.Incarnation == incarnation ? life : null;

    private List<SupervisorEffect> Step(Action<ICollection<SupervisorEffect>> change)
    {
        var effects = new List<SupervisorEffect>();
        change(effects);
        foreach (var gone in _lives.Where(pair => pair.Value.State == SlotState.Gone).Select(pair => pair.Key).ToArray())
            _lives.Remove(gone);
        Fetch(effects);
        Prune(effects);
        var memory = Memory;
        if (!memory.SequenceEqual(_remembered))
            effects.Insert(0, new Remember(memory));
        var report = Workers;
        if (!report.SequenceEqual(_reported))
            effects.Add(new SendReport());
        (_remembered, _reported) = (memory, report);
        return effects;
    }

    private void Fetch(List<SupervisorEffect> effects)
    {
        foreach (var life in _lives.Values)
        {
            if (life.State == SlotState.Fetching && _fetching.Add(life.Order.Code.Package))
                effects.Add(new FetchCode(life.Order.Code.Package, life.Order.Code.PackageBytes));
        }
    }

    private void Prune(List<SupervisorEffect> effects)
    {
        if (Revision == 0 || _isStopping || _fetching.Count > 0)
            return; // what is wanted is not known, or in flux
        var inUse = _lives.Values.SelectMany(life => life.Packages).ToHashSet();
        if (inUse.SetEquals(_kept))
            return;
        _kept = inUse;
        effects.Add(new PrunePackages(inUse));
    }
}
