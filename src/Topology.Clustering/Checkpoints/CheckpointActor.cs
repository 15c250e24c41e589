using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;

namespace Topology.Clustering.Checkpoints;

/// <summary>Coordinates the checkpoints of one engine: carries out what <see cref="CheckpointTracker"/> decides.</summary>
internal sealed class CheckpointActor : ReceiveActor
{
    private readonly CheckpointHistory _history;
    private readonly CheckpointReports _reports;
    private readonly CheckpointTracker _tracker;
    private readonly CheckpointWriter _writer;
    private readonly TopologyEngine _engine;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly Queue<TakeCheckpoint> _asked = [];
    private readonly GrowthWatch _growth = new();
    private readonly CheckpointReport _before; // of the engines before
    private TakeCheckpoint? _answering;

    public CheckpointActor(TopologyEngine engine, CheckpointHistory history, CheckpointReports reports, TimeProvider time, ILogger log)
    {
        _engine = engine;
        _history = history;
        _before = reports.Last;
        _reports = reports;
        _time = time;
        _log = log;
        _writer = new CheckpointWriter(history.Topology, history.Store);
        _tracker = new CheckpointTracker(CheckpointRules.Of(engine.Plan, history), time.GetUtcNow());
        if (history.IsWanted)
            _tracker.Want();
        var self = Self;
        _timer = time.CreateTimer(_ => self.Tell(new CheckpointDue()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Receive<CheckpointDue>(_ => Do(_tracker.Look(Now)));
        Receive<CheckpointsWanted>(_ => Want());
        Receive<SnapshotTaken>(message => Write(message.Snapshot));
        Receive<PartWritten>(message => Do(_tracker.Written(message.Snapshot, message.Tasks, Now)));
        Receive<CheckpointFailed>(message => Do(_tracker.Failed(message.Checkpoint, message.Cause.Message, Now)));
        Receive<ManifestCommitted>(message => Committed(message.Manifest));
        Receive<CheckpointSettled>(message => Do(_tracker.Settled(message.Executor, message.Checkpoint, Now)));
        Receive<ExecutorDied>(message => Do(_tracker.Died(message.Executor, Now)));
        Receive<TakeCheckpoint>(Ask);
        Receive<EndCheckpoints>(message => End(message.Ended));
        Receive<CheckpointsPruned>(message => Pruned(message.Error));
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    protected override void PreStart() => Do([]);

    protected override void PostStop()
    {
        _timer.Dispose();
        _writer.Dispose();
        foreach (var asked in _answering is null ? _asked : _asked.Prepend(_answering))
            asked.Reply.TrySetException(new TopologyException($"Topology \"{_history.Topology}\": its executors have ended before the checkpoint was complete."));
    }

    /// <summary>Unlike a stop from outside, behind all that was told before; nothing that comes later is looked at.</summary>
    private void End(TaskCompletionSource ended)
    {
        Context.Stop(Self);
        ended.SetResult();
    }

    private void Want()
    {
        _history.IsWanted = true;
        _tracker.Want();
        Do(_tracker.Look(Now));
    }

    private void Do(IReadOnlyList<CheckpointEffect> effects)
    {
        foreach (var effect in effects)
            Do(effect);
        Show();
        if (_tracker.IsWanted)
            _timer.Change(Until(_tracker.NextLook), Timeout.InfiniteTimeSpan);
    }

    private void Do(CheckpointEffect effect)
    {
        switch (effect)
        {
            case CheckpointEffect.Begin begin:
                _history.Begun(begin.Checkpoint);
                _engine.BeginCheckpoint(begin.Checkpoint);
                break;
            case CheckpointEffect.Commit commit:
                Commit(commit.Manifest);
                break;
            case CheckpointEffect.Complete complete:
                _engine.CompleteCheckpoint(complete.Manifest.Id);
                break;
            case CheckpointEffect.Abort abort:
                _log.CheckpointGivenUp(_history.Topology, abort.Checkpoint, abort.Reason);
                _engine.AbortCheckpoint(abort.Checkpoint);
                break;
            case CheckpointEffect.Prune prune:
                Prune(prune);
                break;
            case CheckpointEffect.Answer answer:
                Answer(answer);
                break;
        }
    }

    private void Show()
    {
        var figures = _tracker.Figures;
        _reports.Last = new CheckpointReport(figures)
        {
            LastId = figures.LastId ?? _before.LastId,
            LastAt = figures.LastAt ?? _before.LastAt,
            Completed = _before.Completed + figures.Completed,
            Failed = _before.Failed + figures.Failed,
            LastFailure = figures.LastFailure ?? _before.LastFailure,
            WaitingForTasks = [.. figures.WaitingFor.SelectMany(TasksOf)],
        };
    }

    private IEnumerable<string> TasksOf(int executor)
    {
        var plan = _engine.Plan.Executors[executor];
        return plan.Tasks.Select(task => $"{plan.Component.Id}[{task.Index}]");
    }

    private void Write(ExecutorSnapshot snapshot) => _writer.WriteAsync(snapshot).PipeTo(
        Self, success: tasks => new PartWritten(snapshot, tasks), failure: error => new CheckpointFailed(snapshot.Checkpoint, error));

    private void Commit(CheckpointManifest manifest) => _history.Committing(manifest.Id, Task.Run(() => _history.Store.CommitAsync(_history.Topology, manifest))).PipeTo(
        Self, success: () => new ManifestCommitted(manifest), failure: error => new CheckpointFailed(manifest.Id, error));

    private void Committed(CheckpointManifest manifest)
    {
        _history.Completed(manifest);
        if (_growth.HasGrown(manifest.Bytes))
            _log.CheckpointsGrow(_history.Topology, manifest.Bytes >> 20, manifest.Tasks.SelectMany(task => task.Pieces).MaxBy(piece => piece.Bytes)?.Piece ?? "");
        Do(_tracker.Committed(manifest.Id, Now));
    }

    private void Prune(CheckpointEffect.Prune prune)
    {
        _history.Pruned(prune.Checkpoints);
        Task.Run(() => _history.Store.DeleteAsync(_history.Topology, [.. prune.Checkpoints], prune.KeepPiecesAfter)).PipeTo(
            Self, success: () => new CheckpointsPruned(null), failure: error => new CheckpointsPruned(error));
    }

    private void Pruned(Exception? error)
    {
        if (error is not null)
            _log.CheckpointsNotPruned(_history.Topology, error);
    }

    private void Ask(TakeCheckpoint message)
    {
        _asked.Enqueue(message);
        AskNext();
    }

    private void AskNext()
    {
        if (_answering is not null || !_asked.TryDequeue(out _answering))
            return;
        Do(_tracker.Ask(_answering.IsFinal, Now));
    }

    private void Answer(CheckpointEffect.Answer answer)
    {
        if (answer.Manifest is { } manifest)
            _answering?.Reply.TrySetResult(manifest);
        else
            _answering?.Reply.TrySetException(new TopologyException($"Topology \"{_history.Topology}\": the checkpoint failed: {answer.Reason}."));
        _answering = null;
        AskNext();
    }

    private TimeSpan Until(DateTimeOffset time)
    {
        if (time == DateTimeOffset.MaxValue)
            return Timeout.InfiniteTimeSpan;
        var wait = time - Now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
