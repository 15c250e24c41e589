using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>Leads one topology through its life. Pure: it is told what is reported and what time it is, and answers with what is to be decided. One thread.</summary>
/// <remarks>
/// It compares what is with what should be each time it is asked, so it does not matter which report was lost or came late. Whatever must survive
/// the master is in the <see cref="TopologyRecord"/>, which changes by events only; the rest is learned anew from reports.
/// </remarks>
internal sealed class TopologyControl(string id, ClusterView view)
{
    /// <summary>Executors that do not stop within this time are left alone, as in a local cluster.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    /// <summary>Processes get so long to end; supervisors kill them sooner.</summary>
    public static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(20);

    /// <summary>A link that broke gets so long before it is made anew: mostly the process at its other end is dead, and its supervisor says so within this time.</summary>
    public static readonly TimeSpan LostLinkDelay = TimeSpan.FromSeconds(1);

    /// <summary>Workers that have stopped are asked so long for their last figures.</summary>
    public static readonly TimeSpan FiguresLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RoundLimit = TimeSpan.FromSeconds(1); // a question or an answer was lost
    private static readonly TimeSpan RoundPause = TimeSpan.FromMilliseconds(200); // something is in flight: no need to ask at once

    /// <summary>A last checkpoint before a stop gets so long.</summary>
    public static readonly TimeSpan SaveLimit = TimeSpan.FromSeconds(10);

    private readonly QuietDetector _quiet = new();
    private readonly SetbackWatch _setbacks = new();
    private DateTimeOffset _roundBegun;
    private DateTimeOffset? _linkLostAt;
    private DateTimeOffset? _stoppedAt;

    public WorkerSights Sights { get; } = new();

    /// <summary>Takes a worker's report. One of a process that is not where the topology was placed is ignored.</summary>
    /// <returns>Whether it was one of ours.</returns>
    public bool Take(TopologyRecord record, WorkerReport report, DateTimeOffset now)
    {
        if (SeatPlan.SlotOf(record, report.Worker)?.Node != report.Node || record.Phase == TopologyPhase.Removing)
            return false;
        Sights.Take(report, now);
        return true;
    }

    /// <summary>Takes an answer. While the topology is drained, a worker whose spouts may emit is not quiet: its report may be older than the drain.</summary>
    public void Take(TopologyRecord record, QuietAnswer answer) =>
        _quiet.Take(record.Phase == TopologyPhase.Draining && answer.Goal == WorkerGoal.Active ? answer with { IsQuiet = false } : answer);

    /// <summary>To be told of each event after it was applied.</summary>
    public void Applied(TopologyRecord before, IMasterEvent change)
    {
        switch (change)
        {
            case TopologyAssigned e:
                for (var worker = 0; worker < Math.Max(before.Seats.Count, e.Assignment.SlotOfWorker.Count); worker++)
                {
                    var slot = worker < e.Assignment.SlotOfWorker.Count ? e.Assignment.SlotOfWorker[worker] : null;
                    if (slot is null || slot != SeatPlan.SlotOf(before, worker))
                        Sights.Forget(worker);
                }
                break;
            case PlacesChanged:
                Sights.ClearRetiring();
                _linkLostAt = null;
                break;
            case RemovalBegun:
                Sights.Clear();
                _stoppedAt = null;
                break;
        }
    }

    /// <summary>What is to be decided now; nothing if all is as it should be. To be asked again after it was carried out.</summary>
    /// <param name="record">As it is.</param>
    /// <param name="isLeftOut">Whether every supervisor has taken orders that leave the topology out.</param>
    /// <param name="now">The time.</param>
    public IMasterEvent? Decide(TopologyRecord record, bool isLeftOut, DateTimeOffset now) => record.Phase switch
    {
        TopologyPhase.Running => Failure(record, now) ?? Setback(record, now) ?? Seats(record, now) ?? Start(record) ?? Completion(record, now),
        TopologyPhase.Draining => Failure(record, now) ?? Setback(record, now) ?? Seats(record, now) ?? Drained(record, now),
        TopologyPhase.Saving => Failure(record, now) ?? Saved(record, now),
        TopologyPhase.Stopping => Stopped(record, now),
        TopologyPhase.Removing => Removed(record, isLeftOut, now),
        _ => null,
    };

    /// <summary>Whether every worker that has a slot is linked and has carried out the orders.</summary>
    public bool IsReady(TopologyRecord record) => SeatPlan.IsComplete(record, record.Seats) && Linked(record).All(pair => IsReady(record, pair.Sight));

    /// <summary>Whether all spouts have been told to emit, or not to.</summary>
    public bool HasReached(TopologyRecord record, bool isActive) =>
        record.Phase == TopologyPhase.Running && record.IsStarted && record.WantsActive == isActive && Linked(record).All(pair => pair.Sight?.Report.Goal == record.Goal);

    /// <summary>The next round of questions, if one is due.</summary>
    /// <returns>Whom to ask; empty if none is due.</returns>
    public IReadOnlyList<(string Address, ProbeQuiet Probe)> Probes(TopologyRecord record, DateTimeOffset now)
    {
        if (!IsWorthAsking(record))
        {
            _quiet.Reset();
            return [];
        }
        if (_quiet.IsProven || (_quiet.IsAsking && !_quiet.WasQuiet && now - _roundBegun < (_quiet.IsRoundComplete ? RoundPause : RoundLimit)))
            return [];
        _roundBegun = now;
        var workers = Linked(record).ToList();
        var round = _quiet.Begin(workers.ToDictionary(pair => pair.Worker, pair => pair.Seat.Incarnation));
        return [.. workers.Select(pair => (pair.Seat.Address!, new ProbeQuiet(id, round)))]; // linked: there is an address
    }

    /// <summary>Workers that have stopped and were not asked yet for their last figures.</summary>
    public IEnumerable<(int Worker, WorkerSeat Seat)> FinalFiguresMissing(TopologyRecord record) =>
        record.Phase != TopologyPhase.Stopping ? [] : Linked(record)
            .Where(pair => pair.Sight is { Report.Phase: WorkerPhase.Stopped, FiguresAreFinal: false }).Select(pair => (pair.Worker, pair.Seat));

    private static bool IsReady(TopologyRecord record, WorkerSight? sight) =>
        sight?.Report is { Phase: WorkerPhase.Ready } report && report.Generation == record.Generation;

    private IEnumerable<(int Worker, WorkerSeat Seat, WorkerSight? Sight)> Linked(TopologyRecord record) => record.Seats
        .Select((seat, worker) => (worker, seat, sight: Sights.Find(worker, seat))).Where(pair => pair.seat.IsLinked);

    private IMasterEvent? Failure(TopologyRecord record, DateTimeOffset now) =>
        Sights.All.Select(sight => sight.Report).Where(report => report.Phase == WorkerPhase.Failed).MinBy(report => report.Worker) is { } failed
            ? new StopBegun(id, DrainEnd.Failed, now + StopLimit, failed.Cause ?? $"Worker {failed.Worker} on node {failed.Node} failed and gave no cause.")
            : null;

    private IMasterEvent? Seats(TopologyRecord record, DateTimeOffset now)
    {
        var seats = SeatPlan.Wanted(record, Sights, view, now);
        return seats.SequenceEqual(record.Seats) && !LinksAreLost(record, now) ? null : Places(record, seats);
    }

    private PlacesChanged Places(TopologyRecord record, IReadOnlyList<WorkerSeat> seats)
    {
        var generation = record.Generation + 1;
        return new PlacesChanged(id, generation, seats, SeatPlan.Epochs(record, seats, generation), MetricsAggregator.Sum(Sights.Retiring), TopologyShape.GoesBack(record.Code));
    }

    /// <summary>What was done in this generation is worthless: the topology goes back, unless its components fail too often.</summary>
    private IMasterEvent? Setback(TopologyRecord record, DateTimeOffset now)
    {
        var setback = Linked(record).Select(pair => pair.Sight?.Report.Setback).Where(setback => setback?.Generation == record.Generation).MaxBy(setback => setback?.IsFailure);
        if (setback is null)
            return null;
        if (!_setbacks.Note(setback, TopologyShape.ConfigOf(record.Code).Restart, now))
            return new StopBegun(id, DrainEnd.Failed, now + StopLimit, setback.Cause);
        return _setbacks.IsOver(now) ? Places(record, SeatPlan.Wanted(record, Sights, view, now)) : null;
    }

    /// <summary>The last checkpoint is complete, or there will be none.</summary>
    private IMasterEvent? Saved(TopologyRecord record, DateTimeOffset now)
    {
        var end = record.End ?? DrainEnd.Killed; // it is saved for something
        if (Lead(record)?.Saved == record.Generation)
            return new StopBegun(id, end, now + StopLimit, null);
        var isLost = Seats(record, now) is not null || Linked(record).Any(pair => pair.Sight?.Report.Setback?.Generation == record.Generation);
        if (end == DrainEnd.Completed)
            return Setback(record, now) ?? Seats(record, now);
        return isLost || now >= record.Until ? new StopBegun(id, end, now + StopLimit, null) : null;
    }

    /// <summary>What the worker says that leads checkpoints; null: there are none.</summary>
    public WorkerReport? Lead(TopologyRecord record) => Linked(record).Select(pair => pair.Sight?.Report).FirstOrDefault(report => report?.Checkpoints is not null);

    private IMasterEvent SaveOrStop(TopologyRecord record, DrainEnd end, DateTimeOffset now) => record.IsStarted && Lead(record) is not null
        ? new SaveBegun(id, end, end == DrainEnd.Completed ? null : now + SaveLimit)
        : new StopBegun(id, end, now + StopLimit, null);

    /// <summary>A link between two that live was broken for a while: a new generation makes it anew.</summary>
    private bool LinksAreLost(TopologyRecord record, DateTimeOffset now)
    {
        var isLost = Linked(record).Any(pair => pair.Sight?.Report is { } report && report.Generation == record.Generation
            && report.LostLinks.Any(other => other >= 0 && other < record.Seats.Count && record.Seats[other].IsLinked));
        if (!isLost)
            _linkLostAt = null;
        else
            _linkLostAt ??= now;
        return now - _linkLostAt >= LostLinkDelay;
    }

    private IMasterEvent? Start(TopologyRecord record) => !record.IsStarted && IsReady(record) ? new TopologyStarted(id) : null;

    private IMasterEvent? Completion(TopologyRecord record, DateTimeOffset now) =>
        _quiet.IsProven && IsWorthAsking(record) ? SaveOrStop(record, DrainEnd.Completed, now) : null;

    private IMasterEvent? Drained(TopologyRecord record, DateTimeOffset now)
    {
        var isQuiet = _quiet.IsProven && IsWorthAsking(record);
        var hasNothing = !record.IsStarted || record.Seats.All(seat => !seat.IsLinked); // no spout ever emitted, or nobody is left
        return isQuiet || hasNothing || now >= record.Until
            ? SaveOrStop(record, record.End ?? DrainEnd.Killed, now) // a drain always has an end
            : null;
    }

    private IMasterEvent? Stopped(TopologyRecord record, DateTimeOffset now)
    {
        var isStopped = Linked(record).All(pair => HasStopped(record, pair.Worker, pair.Seat, pair.Sight, now));
        _stoppedAt = isStopped ? _stoppedAt ?? now : null;
        var isTold = isStopped && (!FinalFiguresMissing(record).Any() || now - _stoppedAt >= FiguresLimit);
        return isTold || now >= record.Until ? new RemovalBegun(id, now + RemovalLimit, Sights.RetireAll()) : null;
    }

    /// <summary>It has stopped its executors, or is no more.</summary>
    private bool HasStopped(TopologyRecord record, int worker, WorkerSeat seat, WorkerSight? sight, DateTimeOffset now)
    {
        if (sight?.Report.Phase is WorkerPhase.Stopped or WorkerPhase.Failed || Sights.IsGone(seat))
            return true;
        if (SeatPlan.SlotOf(record, worker) is not { } slot || SeatPlan.IsLost(record, worker, Sights, view, now))
            return true;
        return view.IsAlive(slot.Node, now)
            && view.Find(slot.Node)?.Find(id, worker, slot) is var summary
            && (summary is null || summary.State != WorkerProcessState.Running || summary.Incarnation > seat.Incarnation);
    }

    private IMasterEvent? Removed(TopologyRecord record, bool isLeftOut, DateTimeOffset now)
    {
        var isGone = isLeftOut && !view.HasProcesses(id, now) && !view.IsInGrace(now);
        if (!isGone && now < record.Until)
            return null;
        return record.End == DrainEnd.Rebalancing
            ? new ExecutorsChanged(id, record.Change ?? new RebalanceChange(null, new Dictionary<string, int>()))
            : Ending(record, now);
    }

    private static TopologyEnded Ending(TopologyRecord record, DateTimeOffset now) => new(
        record.Id,
        record.End switch { DrainEnd.Completed => TopologyStatus.Completed, DrainEnd.Failed => TopologyStatus.Failed, _ => TopologyStatus.Killed },
        record.Cause,
        now,
        MetricsAggregator.ToMetrics(now - record.SubmittedAt, record.Blueprint, record.Retired));

    /// <summary>Whether the topology may be quiet for good: its spouts are done, or have been told to stop.</summary>
    private bool IsWorthAsking(TopologyRecord record)
    {
        if (record.Phase == TopologyPhase.Draining)
            return record.IsStarted && Linked(record).Any() && Linked(record).All(pair => IsReady(record, pair.Sight) && pair.Sight?.Report.Goal == WorkerGoal.Inactive);
        return record is { Phase: TopologyPhase.Running, IsStarted: true } && IsReady(record) && Linked(record).All(pair => pair.Sight is { Report.SourcesDone: true });
    }
}
