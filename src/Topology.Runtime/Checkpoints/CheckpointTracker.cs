using Topology.Runtime.Planning;

namespace Topology.Runtime.Checkpoints;

/// <summary>What a tracker is to know about its topology.</summary>
public sealed record CheckpointRules
{
    /// <summary>Executors that take part, by id.</summary>
    public required IReadOnlyCollection<int> Executors { get; init; }

    /// <summary>From one beginning to the next.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>One that takes longer is given up.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Completed ones that are kept.</summary>
    public int Keep { get; init; } = 3;

    /// <summary>The highest id that was ever used.</summary>
    public long LastId { get; init; }

    /// <summary>See <see cref="CheckpointManifest.Term"/>.</summary>
    public long Term { get; init; }

    /// <summary>See <see cref="CheckpointManifest.Run"/>.</summary>
    public string? Run { get; init; }

    /// <summary>What the topology began with; null: with nothing.</summary>
    public CheckpointManifest? Restored { get; init; }

    /// <summary>Completed ones that the store holds already, savepoints not among them, the newest first.</summary>
    public IReadOnlyList<long> Stored { get; init; } = [];

    /// <summary>Those of executors that are about to start.</summary>
    public static CheckpointRules Of(TopologyPlan plan, CheckpointHistory history) => new()
    {
        Executors = [.. plan.Executors.Select(executor => executor.Id)],
        Interval = plan.Config.CheckpointInterval,
        Timeout = plan.Config.CheckpointTimeout,
        LastId = history.LastId,
        Term = history.Term,
        Run = history.Run,
        Restored = RestoreCheck.Kept(history.Last, plan),
        Stored = history.Stored,
    };
}

/// <summary>One task's part as written.</summary>
/// <param name="Component">Its component.</param>
/// <param name="Index">Its position in the component.</param>
/// <param name="IsDone">A spout's task whose source has ended.</param>
/// <param name="Written">Its new pieces.</param>
public sealed record WrittenTask(string Component, int Index, bool IsDone, IReadOnlyList<PieceEntry> Written);

/// <summary>Decides when checkpoints begin, whether they are complete, and which are kept. Pure; one thread.</summary>
/// <remarks>
/// One at a time: Idle → Collecting (executors write) → Committing (the manifest) → Settling (executors act on it) → Idle. Until it is committed, a failure of
/// any part, the death of an executor, and the time-out give it up: Idle. A checkpoint that is asked for meanwhile begins after the one under way.
/// </remarks>
public sealed class CheckpointTracker(CheckpointRules rules, DateTimeOffset now)
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100); // a checkpoint costs a store some milliseconds

    private readonly Dictionary<(string, int), IReadOnlyList<PieceEntry>> _chains = ChainsOf(rules.Restored); // of the last completed one
    private readonly Dictionary<(string, int), TaskManifest> _parts = []; // of the one under way
    private readonly HashSet<int> _missing = [];
    private readonly List<long> _kept = [.. rules.Stored.Order()];
    private Step _step;
    private long _id = rules.LastId;
    private long _completed; // the last one
    private DateTimeOffset _startedAt;
    private DateTimeOffset _nextAt = now + rules.Interval;
    private DateTimeOffset _seen = now; // the last time that anybody said it is
    private bool _isWanted;
    private bool _isAsked; // one is to begin as soon as possible
    private bool _isAnswering; // the one under way was asked for
    private bool _isFinalAsked; // the one asked for is to be the last
    private bool _isFinal; // the one under way is
    private CheckpointManifest? _manifest; // being committed
    private long _written;
    private TimeSpan _aligning;
    private TimeSpan _copying;

    private enum Step
    {
        Idle,
        Collecting,
        Committing,
        Settling,
    }

    /// <summary>How they go.</summary>
    public CheckpointFigures Figures { get; private set; } = CheckpointFigures.None;

    /// <summary>Whether checkpoints are taken at all: something asked for them.</summary>
    public bool IsWanted => _isWanted;

    /// <summary>When <see cref="Look"/> has something to do next; MaxValue: time alone changes nothing.</summary>
    public DateTimeOffset NextLook => _step switch
    {
        Step.Idle => _nextAt,
        Step.Settling => DateTimeOffset.MaxValue, // executors only
        _ => _startedAt + rules.Timeout,
    };

    /// <summary>How long to wait before <see cref="Look"/>. Nothing if the clock was set back since somebody last said what time it is: what lies ahead is to be taken along first.</summary>
    public TimeSpan WaitAt(DateTimeOffset now)
    {
        var next = NextLook;
        if (next == DateTimeOffset.MaxValue)
            return Timeout.InfiniteTimeSpan;
        return now < _seen || next < now ? TimeSpan.Zero : next - now;
    }

    /// <summary>Checkpoints are to be taken from now on.</summary>
    public void Want() => _isWanted = true;

    /// <summary>Time has passed.</summary>
    public IReadOnlyList<CheckpointEffect> Look(DateTimeOffset now)
    {
        See(now);
        if (_step is Step.Collecting or Step.Committing && now - _startedAt >= rules.Timeout)
            return GiveUp(now, _step == Step.Committing ? $"the store had not finished after {rules.Timeout}" : $"executors {string.Join(", ", _missing.Order())} had not finished after {rules.Timeout}");
        if (_step != Step.Idle || !_isWanted || (now < _nextAt && !_isAsked))
            return [];
        return [BeginNext(now)];
    }

    /// <summary>Somebody waits for one: the next begins soon, unless the last one failed.</summary>
    public IReadOnlyList<CheckpointEffect> Hurry(DateTimeOffset now)
    {
        See(now);
        if (Figures.FailedInARow == 0 && _startedAt + ShortestWait is var soon && soon < _nextAt)
            _nextAt = soon;
        return Look(now);
    }

    /// <summary>Somebody wants one now, and to hear when everybody has acted on it: <see cref="CheckpointEffect.Answer"/> will follow.</summary>
    /// <param name="isFinal">Whether the topology completes with it.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<CheckpointEffect> Ask(bool isFinal, DateTimeOffset now)
    {
        _isWanted = true;
        _isAsked = true;
        _isFinalAsked = isFinal;
        return Look(now);
    }

    /// <summary>An executor's part is stored.</summary>
    public IReadOnlyList<CheckpointEffect> Written(ExecutorSnapshot snapshot, IReadOnlyList<WrittenTask> tasks, DateTimeOffset now)
    {
        if (_step != Step.Collecting || snapshot.Checkpoint != _id || !_missing.Remove(snapshot.Executor))
            return []; // of one that was given up
        if (snapshot.Base != 0 && snapshot.Base != _completed)
            return GiveUp(now, $"executor {snapshot.Executor} had not heard yet that checkpoint {snapshot.Base} was given up");
        foreach (var task in tasks)
        {
            _parts[(task.Component, task.Index)] = new TaskManifest(task.Component, task.Index, task.IsDone, Chain((task.Component, task.Index), task.Written));
            _written += task.Written.Sum(piece => piece.Bytes);
        }
        _aligning = Max(_aligning, snapshot.Aligning);
        _copying = Max(_copying, snapshot.Copying);
        Show();
        return _missing.Count > 0 ? [] : [CommitNow(now)];
    }

    /// <summary>The manifest is stored.</summary>
    public IReadOnlyList<CheckpointEffect> Committed(long checkpoint, DateTimeOffset now)
    {
        if (_step != Step.Committing || checkpoint != _id)
            return [];
        See(now);
        var manifest = _manifest!; // being committed
        foreach (var (key, part) in _parts)
            _chains[key] = part.Pieces;
        _step = Step.Settling;
        _completed = _id;
        _missing.UnionWith(rules.Executors);
        Figures = Figures with
        {
            LastId = _id,
            LastAt = now,
            Duration = now - _startedAt,
            WrittenBytes = _written,
            Bytes = manifest.Bytes,
            Aligning = _aligning,
            Copying = _copying,
            Completed = Figures.Completed + 1,
            FailedInARow = 0,
        };
        Show();
        return [new CheckpointEffect.Complete(manifest), .. PruneOld(manifest)];
    }

    /// <summary>An executor has acted on a completed checkpoint.</summary>
    public IReadOnlyList<CheckpointEffect> Settled(int executor, long checkpoint, DateTimeOffset now)
    {
        if (_step != Step.Settling || checkpoint != _id || !_missing.Remove(executor) || _missing.Count > 0)
            return [];
        return Settle(now);
    }

    /// <summary>Something of the one under way cannot be stored.</summary>
    public IReadOnlyList<CheckpointEffect> Failed(long checkpoint, string reason, DateTimeOffset now) =>
        _step is Step.Collecting or Step.Committing && checkpoint == _id ? GiveUp(now, reason) : [];

    /// <summary>An executor has failed: what it knew of the one under way is gone.</summary>
    public IReadOnlyList<CheckpointEffect> Died(int executor, DateTimeOffset now)
    {
        if (_step is Step.Collecting or Step.Committing)
            return GiveUp(now, $"executor {executor} failed meanwhile");
        if (_step != Step.Settling)
            return [];
        _missing.Remove(executor); // it settles when it starts again
        return _missing.Count > 0 ? [] : Settle(now);
    }

    /// <summary>A clock that was set back takes along what lies ahead: else nothing would begin, or time out, until it is as late again.</summary>
    private void See(DateTimeOffset now)
    {
        if (now < _seen)
        {
            _nextAt -= _seen - now;
            _startedAt -= _startedAt - DateTimeOffset.MinValue < _seen - now ? TimeSpan.Zero : _seen - now;
        }
        _seen = now;
    }

    private CheckpointEffect[] Settle(DateTimeOffset now)
    {
        _step = Step.Idle;
        Show();
        return [.. AnswerWith(_manifest, null), .. Look(now)];
    }

    private CheckpointEffect.Begin BeginNext(DateTimeOffset now)
    {
        _id++;
        _step = Step.Collecting;
        _startedAt = now;
        _nextAt = now + rules.Interval;
        (_isAnswering, _isAsked) = (_isAsked, false);
        (_isFinal, _isFinalAsked) = (_isFinalAsked, false);
        _written = 0;
        _aligning = _copying = TimeSpan.Zero;
        _parts.Clear();
        _missing.Clear();
        _missing.UnionWith(rules.Executors);
        Show();
        return new CheckpointEffect.Begin(_id);
    }

    private CheckpointEffect.Commit CommitNow(DateTimeOffset now)
    {
        foreach (var (key, chain) in _chains)
            _parts.TryAdd(key, new TaskManifest(key.Item1, key.Item2, true, chain)); // a spout's task that was done before
        _step = Step.Committing;
        _manifest = new CheckpointManifest
        {
            Id = _id,
            StartedAt = _startedAt,
            CompletedAt = now,
            Term = rules.Term,
            Run = rules.Run,
            IsFinal = _isFinal,
            Tasks = [.. _parts.Values.OrderBy(part => part.Component, StringComparer.Ordinal).ThenBy(part => part.Index)],
        };
        return new CheckpointEffect.Commit(_manifest);
    }

    private CheckpointEffect[] GiveUp(DateTimeOffset now, string reason)
    {
        _step = Step.Idle;
        var failures = Figures.FailedInARow + 1;
        Figures = Figures with { Failed = Figures.Failed + 1, FailedInARow = failures, LastFailure = reason };
        var wait = TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, rules.Interval.Ticks << Math.Min(failures - 1, 5)));
        _nextAt = now + Max(wait, rules.Interval);
        Show();
        return [new CheckpointEffect.Abort(_id, reason), .. AnswerWith(null, reason), .. Look(now)];
    }

    private CheckpointEffect[] AnswerWith(CheckpointManifest? manifest, string? reason)
    {
        if (!_isAnswering)
            return [];
        _isAnswering = false;
        return [new CheckpointEffect.Answer(manifest, reason)];
    }

    private IReadOnlyList<PieceEntry> Chain((string, int) task, IReadOnlyList<PieceEntry> written)
    {
        var full = written.Where(piece => piece.IsFull).Select(piece => piece.State).ToHashSet();
        return [.. _chains.GetValueOrDefault(task, []).Where(piece => !full.Contains(piece.State)), .. written];
    }

    private CheckpointEffect[] PruneOld(CheckpointManifest manifest)
    {
        _kept.Add(manifest.Id);
        if (_kept.Count <= rules.Keep)
            return [];
        long[] old = [.. _kept.Take(_kept.Count - rules.Keep)];
        _kept.RemoveRange(0, old.Length);
        return [new CheckpointEffect.Prune(old, _id)];
    }

    private void Show() => Figures = Figures with
    {
        Running = _step is Step.Collecting or Step.Committing ? _id : null,
        WaitingFor = _step == Step.Collecting ? [.. _missing.Order()] : [],
    };

    private static Dictionary<(string, int), IReadOnlyList<PieceEntry>> ChainsOf(CheckpointManifest? manifest) =>
        manifest?.Tasks.ToDictionary(task => (task.Component, task.Index), task => task.Pieces) ?? [];

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
