using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>What a worker's process said last.</summary>
/// <param name="Report">Its report.</param>
/// <param name="HeardAt">When it came.</param>
/// <param name="Figures">The last figures with latencies; null before the first.</param>
/// <param name="FiguresAreNewer">Whether they are newer than the report.</param>
/// <param name="FiguresAreFinal">Whether they were asked for after it had stopped.</param>
internal sealed record WorkerSight(
    WorkerReport Report, DateTimeOffset HeardAt, IReadOnlyList<ComponentFigures>? Figures = null, bool FiguresAreNewer = false, bool FiguresAreFinal = false)
{
    /// <summary>Its latest counts, with the latencies known.</summary>
    public IEnumerable<ComponentFigures> LastFigures()
    {
        if ((FiguresAreNewer || FiguresAreFinal) && Figures is not null)
            return Figures;
        var known = (Figures ?? []).ToDictionary(figure => figure.Counts.Component, StringComparer.Ordinal);
        return Report.Components.Select(counts =>
            known.TryGetValue(counts.Component, out var figure) ? figure with { Counts = counts } : MetricsAggregator.WithoutLatencies(counts));
    }
}

/// <summary>The workers of one topology as they tell themselves. Nothing of it is stored. One thread.</summary>
internal sealed class WorkerSights
{
    /// <summary>A worker that nobody vouches for is given up when it has said nothing for so long: it reports each second.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, WorkerSight> _sights = [];
    private readonly HashSet<(string Address, long Incarnation)> _gone = []; // both: another process may get the address later
    private readonly List<ComponentFigures> _retiring = [];

    /// <summary>Figures of processes that were replaced and are not in the record yet.</summary>
    public IReadOnlyList<ComponentFigures> Retiring => _retiring;

    public IEnumerable<WorkerSight> All => _sights.Values;

    public WorkerSight? Find(int worker) => _sights.GetValueOrDefault(worker);

    /// <summary>The process of a seat; null if it was not heard of.</summary>
    public WorkerSight? Find(int worker, WorkerSeat seat) =>
        Find(worker) is { } sight && sight.Report.Incarnation == seat.Incarnation && sight.Report.Address == seat.Address ? sight : null;

    /// <summary>Takes a report of a worker that runs where it should; one of a process that was replaced is ignored.</summary>
    public void Take(WorkerReport report, DateTimeOffset now)
    {
        if (_gone.Contains((report.Address, report.Incarnation)))
            return;
        if (Find(report.Worker) is not { } sight)
        {
            _sights[report.Worker] = new WorkerSight(report, now);
            return;
        }
        var isSame = sight.Report.Incarnation == report.Incarnation && sight.Report.Node == report.Node;
        var isLate = sight.Report.Node == report.Node && report.Incarnation < sight.Report.Incarnation && now - sight.HeardAt <= Silence;
        if (isLate)
            return;
        if (!isSame)
            Retire(sight);
        _sights[report.Worker] = isSame ? sight with { Report = report, HeardAt = now, FiguresAreNewer = false } : new WorkerSight(report, now);
    }

    /// <summary>Whether the cluster has removed the process of a seat.</summary>
    public bool IsGone(WorkerSeat seat) => seat.Address is { } address && _gone.Contains((address, seat.Incarnation));

    /// <summary>Takes figures that were asked for.</summary>
    public void TakeFigures(int worker, long incarnation, IReadOnlyList<ComponentFigures> figures, bool wereFinal)
    {
        if (Find(worker) is { } sight && sight.Report.Incarnation == incarnation)
            _sights[worker] = sight with { Figures = figures, FiguresAreNewer = true, FiguresAreFinal = wereFinal };
    }

    /// <summary>The cluster has removed the process at an address.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="seats">Of the topology: it may sit on one of them and not have been heard of yet.</param>
    public void AddressGone(string address, IReadOnlyList<WorkerSeat> seats)
    {
        foreach (var seat in seats.Where(seat => seat.Address == address))
            _gone.Add((address, seat.Incarnation));
        foreach (var (worker, sight) in _sights.Where(pair => pair.Value.Report.Address == address).ToList())
        {
            _gone.Add((address, sight.Report.Incarnation));
            Forget(worker);
        }
    }

    /// <summary>Nothing could be heard for a while: that is nobody's silence.</summary>
    public void Excuse(TimeSpan deafness)
    {
        foreach (var (worker, sight) in _sights.ToList())
            _sights[worker] = sight with { HeardAt = sight.HeardAt + deafness };
    }

    /// <summary>The worker gets another place: what its process says does not count any more.</summary>
    public void Forget(int worker)
    {
        if (_sights.Remove(worker, out var sight))
            Retire(sight);
    }

    /// <summary>Forgets everybody.</summary>
    public void Clear()
    {
        _sights.Clear();
        _retiring.Clear();
    }

    /// <summary>What was retired is in the record now.</summary>
    public void ClearRetiring() => _retiring.Clear();

    /// <summary>What all processes had counted, as if they were gone.</summary>
    public IReadOnlyList<ComponentFigures> RetireAll() =>
        MetricsAggregator.Sum(_retiring.Concat(_sights.Values.SelectMany(sight => sight.LastFigures()).Select(MetricsAggregator.Retire)));

    /// <summary>What was counted so far.</summary>
    public IEnumerable<ComponentFigures> Figures() => _retiring.Concat(_sights.Values.SelectMany(sight => sight.LastFigures()));

    private void Retire(WorkerSight sight) => _retiring.AddRange(sight.LastFigures().Select(MetricsAggregator.Retire));
}
