using Topology.Runtime.Checkpoints;

namespace Topology.Runtime.Tests.Checkpoints;

/// <summary>A tracker of two executors, "words" 0 and "count" 1, with a clock; shows effects as short texts.</summary>
internal sealed class TrackerKit
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(25);

    public TrackerKit(Func<CheckpointRules, CheckpointRules>? change = null)
    {
        var rules = new CheckpointRules { Executors = [0, 1], Interval = Interval, Timeout = Timeout };
        Tracker = new CheckpointTracker(change?.Invoke(rules) ?? rules, Now);
        Tracker.Want();
    }

    public CheckpointTracker Tracker { get; }

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The manifest last asked to be committed.</summary>
    public CheckpointManifest Manifest { get; private set; } = null!; // set when there is one

    public CheckpointFigures Figures => Tracker.Figures;

    public string Advance(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        return Show(Tracker.Look(Now));
    }

    /// <summary>Sets the clock back by days; nobody looks.</summary>
    public void SetBack(double days) => Now -= TimeSpan.FromDays(days);

    public string Hurry() => Show(Tracker.Hurry(Now));

    public string Ask(bool isFinal = false) => Show(Tracker.Ask(isFinal, Now));

    /// <summary>An executor has written; pieces as "state" for all of it, "+state" for what changed.</summary>
    public string Written(int executor, long checkpoint, params ReadOnlySpan<string> states) => WrittenUpon(0, executor, checkpoint, states);

    /// <summary>The same, with the snapshot before that it holds the changes to.</summary>
    public string WrittenUpon(long basis, int executor, long checkpoint, params ReadOnlySpan<string> states)
    {
        var component = executor == 0 ? "words" : "count";
        var pieces = new List<PieceEntry>();
        foreach (var state in states)
            pieces.Add(new PieceEntry($"{checkpoint}/{state.TrimStart('+')}", state.TrimStart('+'), StateForm.KeyValue, state[0] != '+', 1, 1, 100));
        var snapshot = new ExecutorSnapshot(executor, checkpoint, [], TimeSpan.FromMilliseconds(executor + 1), TimeSpan.FromMilliseconds(2 - executor), basis);
        return Show(Tracker.Written(snapshot, [new WrittenTask(component, 0, false, pieces)], Now));
    }

    public string Committed(long checkpoint) => Show(Tracker.Committed(checkpoint, Now));

    public string Settled(int executor, long checkpoint) => Show(Tracker.Settled(executor, checkpoint, Now));

    public string Failed(long checkpoint, string reason = "disk full") => Show(Tracker.Failed(checkpoint, reason, Now));

    public string Died(int executor) => Show(Tracker.Died(executor, Now));

    /// <summary>Completes the next one, from its beginning to its end.</summary>
    public string Complete(long checkpoint, params ReadOnlySpan<string> states)
    {
        Advance(10);
        Written(0, checkpoint);
        Written(1, checkpoint, states);
        var effects = Committed(checkpoint);
        Settled(0, checkpoint);
        Settled(1, checkpoint);
        return effects;
    }

    /// <summary>The pieces of "count" in the last manifest.</summary>
    public IEnumerable<string> Chain => Manifest.Tasks.Single(task => task.Component == "count").Pieces.Select(piece => piece.Piece);

    private string Show(IReadOnlyList<CheckpointEffect> effects)
    {
        Manifest = effects.OfType<CheckpointEffect.Commit>().LastOrDefault()?.Manifest ?? Manifest;
        return string.Join(", ", effects.Select(effect => effect switch
        {
            CheckpointEffect.Begin begin => $"begin {begin.Checkpoint}",
            CheckpointEffect.Commit commit => $"commit {commit.Manifest.Id}",
            CheckpointEffect.Complete complete => $"complete {complete.Manifest.Id}",
            CheckpointEffect.Abort abort => $"abort {abort.Checkpoint}",
            CheckpointEffect.Prune prune => $"prune {string.Join("+", prune.Checkpoints)} until {prune.KeepPiecesAfter}",
            CheckpointEffect.Answer answer => $"answer {answer.Manifest?.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? answer.Reason}",
            _ => throw new ArgumentOutOfRangeException(nameof(effects)),
        }));
    }
}
