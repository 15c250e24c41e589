using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Checkpoints;

/// <summary>Coordinates the checkpoints of one engine, or of one generation of workers: carries out what <see cref="CheckpointTracker"/> decides.</summary>
internal sealed class CheckpointActor : ReceiveActor
{
    private const int FewIds = 20; // more are taken then

    private readonly CheckpointHistory _history;
    private readonly CheckpointReports _reports;
    private readonly CheckpointTracker _tracker;
    private readonly CheckpointWriter _writer;
    private readonly CheckpointMeter _meter;
    private readonly ICheckpointParties _parties;
    private readonly TopologyPlan _plan;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly Queue<TakeCheckpoint> _asked = [];
    private readonly GrowthWatch _growth = new();
    private readonly CheckpointReport _before; // of the engines before
    private TakeCheckpoint? _answering;
    private bool _isReserving;

    public CheckpointActor(ICheckpointParties parties, TopologyPlan plan, CheckpointHistory history, CheckpointReports reports, TimeProvider time, ILogger log)
    {
        _parties = parties;
        _plan = plan;
        _history = history;
        _before = reports.Last;
        _reports = reports;
        _time = time;
        _log = log;
        _writer = new CheckpointWriter(history.Topology, history.Store);
        _meter = new CheckpointMeter(history.Topology, reports, time);
        _tracker = new CheckpointTracker(CheckpointRules.Of(plan, history), time.GetUtcNow());
        if (history.IsWanted)
            _tracker.Want();
        var self = Self;
        _timer = time.CreateTimer(_ => self.Tell(new CheckpointDue()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Receive<CheckpointDue>(_ => Do(_tracker.Look(Now)));
        Receive<CheckpointsWanted>(_ => Want());
        Receive<CheckpointNeeded>(_ => Do(_tracker.Hurry(Now)));
        Receive<SnapshotTaken>(message => Write(message.Snapshot));
        Receive<PartWritten>(message => Do(_tracker.Written(message.Snapshot, message.Tasks, Now)));
        Receive<CheckpointFailed>(Failed);
        Receive<IdsReserved>(message => Reserved(message.Error));
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
        _meter.Dispose();
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
            _timer.Change(_tracker.WaitAt(Now), Timeout.InfiniteTimeSpan);
    }

    private void Do(CheckpointEffect effect)
    {
        switch (effect)
        {
            case CheckpointEffect.Begin begin:
                Begin(begin.Checkpoint);
                break;
            case CheckpointEffect.Commit commit:
                Commit(commit.Manifest);
                break;
            case CheckpointEffect.Complete complete:
                _parties.Complete(complete.Manifest.Id);
                break;
            case CheckpointEffect.Abort abort:
                _log.CheckpointGivenUp(_history.Topology, abort.Checkpoint, abort.Reason);
                _parties.Abort(abort.Checkpoint);
                break;
            case CheckpointEffect.Prune prune:
                Prune(prune);
                break;
            case CheckpointEffect.Answer answer:
                Answer(answer);
                break;
        }
    }

    private void Begin(long checkpoint)
    {
        _history.Begun(checkpoint);
        if (_history.IdsLeft < FewIds && !_isReserving)
        {
            _isReserving = true;
            Task.Run(_history.ReserveAsync).PipeTo(Self, success: () => new IdsReserved(null), failure: error => new IdsReserved(error));
        }
        if (_history.IdsLeft >= 0)
            _parties.Begin(checkpoint);
        else
            Self.Tell(new CheckpointFailed(checkpoint, new CheckpointStoreException("the store has not given out more numbers for checkpoints")));
    }

    private void Reserved(Exception? error)
    {
        _isReserving = false;
        if (error is CheckpointLeadLostException lost)
            Context.Parent.Tell(new LeadLost(lost));
    }

    private void Failed(CheckpointFailed message)
    {
        if (message.Cause is CheckpointLeadLostException lost)
            Context.Parent.Tell(new LeadLost(lost));
        Do(_tracker.Failed(message.Checkpoint, message.Cause.Message, Now));
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
        var plan = _plan.Executors[executor];
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
}
