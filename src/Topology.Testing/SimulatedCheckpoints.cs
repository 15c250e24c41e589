using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;

namespace Topology.Testing;

/// <summary>Coordinates the checkpoints of one engine, as an actor does in a cluster, between slices.</summary>
internal sealed class SimulatedCheckpoints : ICheckpointSink
{
    private readonly SimulatedStore _store;
    private readonly Agenda _agenda;
    private readonly CheckpointWriter _writer;
    private readonly List<Action> _underWay = []; // what the store has not finished, without what follows from it
    private TopologyEngine? _engine;
    private CheckpointTracker? _tracker;
    private Agenda.Entry? _look;
    private Action<bool>? _answer;
    private Action? _commit; // the commit under way
    private bool _isStopped;

    public SimulatedCheckpoints(SimulatedStore store, Agenda agenda)
    {
        _store = store;
        _agenda = agenda;
        _writer = new CheckpointWriter(store.History.Topology, store.History.Store);
    }

    private CheckpointTracker Tracker => _tracker!; // set before any executor starts

    /// <summary>Before any executor starts.</summary>
    public void Start(TopologyEngine engine)
    {
        _engine = engine;
        _tracker = new CheckpointTracker(CheckpointRules.Of(engine.Plan, _store.History), _agenda.Now);
        if (_store.History.IsWanted)
            Want();
    }

    /// <summary>Its engine is going: nothing it is told counts any more; what the store was asked goes on.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>The commit under way, if there is one, is finished.</summary>
    public void FinishCommit() => _commit?.Invoke();

    /// <summary>The process dies: of what is under way, some is done all the same.</summary>
    public void Die()
    {
        _isStopped = true;
        foreach (var action in _underWay.ToArray())
        {
            if (_store.IsDoneInTime())
                action();
        }
    }

    /// <summary>Takes a checkpoint.</summary>
    /// <param name="answer">Whether everybody has acted on its completion; else it failed.</param>
    public void Take(Action<bool> answer)
    {
        _answer = answer;
        Do(Tracker.Ask(false, _agenda.Now));
    }

    public void Died(ComponentExecutor executor) => Tell(() => Do(Tracker.Died(executor.Plan.Id, _agenda.Now)));

    public void Taken(ComponentExecutor executor, ExecutorSnapshot snapshot) => Ask(() => Write(snapshot));

    public void Settled(ComponentExecutor executor, long checkpoint) => Tell(() => Do(Tracker.Settled(executor.Plan.Id, checkpoint, _agenda.Now)));

    public void Wanted() => Tell(Want);

    public void Needed() => Tell(() => Do(Tracker.Hurry(_agenda.Now)));

    private void Want()
    {
        _store.History.IsWanted = true;
        Tracker.Want();
        Do(Tracker.Look(_agenda.Now));
    }

    private void Do(IReadOnlyList<CheckpointEffect> effects)
    {
        foreach (var effect in effects)
            Do(effect);
        _store.Figures = Tracker.Figures;
        if (_look is not null)
            _agenda.Remove(_look);
        _look = Tracker.IsWanted && Tracker.NextLook < DateTimeOffset.MaxValue ? _agenda.Add(Tracker.NextLook, Look) : null;
    }

    private void Look()
    {
        if (!_isStopped)
            Do(Tracker.Look(_agenda.Now));
    }

    private void Do(CheckpointEffect effect)
    {
        switch (effect)
        {
            case CheckpointEffect.Begin begin:
                _store.History.Begun(begin.Checkpoint);
                _engine!.BeginCheckpoint(begin.Checkpoint); // set before any executor starts
                break;
            case CheckpointEffect.Commit commit:
                BeginCommit(commit.Manifest);
                break;
            case CheckpointEffect.Complete complete:
                _engine!.CompleteCheckpoint(complete.Manifest.Id); // likewise
                break;
            case CheckpointEffect.Abort abort:
                _engine!.AbortCheckpoint(abort.Checkpoint); // likewise
                break;
            case CheckpointEffect.Prune prune:
                Prune(prune);
                break;
            case CheckpointEffect.Answer answer:
                Answer(answer.Manifest is not null);
                break;
        }
    }

    private void Write(ExecutorSnapshot snapshot)
    {
        try
        {
            var tasks = _writer.WriteHereAsync(snapshot).GetAwaiter().GetResult();
            Tell(() => Do(Tracker.Written(snapshot, tasks, _agenda.Now)));
        }
        catch (Exception error) when (error is TopologyException)
        {
            Tell(() => Do(Tracker.Failed(snapshot.Checkpoint, error.Message, _agenda.Now)));
        }
    }

    private void BeginCommit(CheckpointManifest manifest)
    {
        var done = new TaskCompletionSource();
        _ = _store.History.Committing(manifest.Id, done.Task);
        _commit = Ask(() =>
        {
            _commit = null;
            Commit(manifest, done);
        });
    }

    private void Commit(CheckpointManifest manifest, TaskCompletionSource done)
    {
        var history = _store.History;
        try
        {
            history.Store.CommitAsync(history.Topology, manifest).GetAwaiter().GetResult();
            done.SetResult();
            Tell(() =>
            {
                history.Completed(manifest);
                Do(Tracker.Committed(manifest.Id, _agenda.Now));
            });
        }
        catch (TopologyException error)
        {
            done.SetException(error);
            Tell(() => Do(Tracker.Failed(manifest.Id, error.Message, _agenda.Now)));
        }
        _ = done.Task.Exception; // observed
    }

    private void Prune(CheckpointEffect.Prune prune)
    {
        var history = _store.History;
        history.Pruned(prune.Checkpoints);
        Ask(() =>
        {
            try
            {
                history.Store.DeleteAsync(history.Topology, [.. prune.Checkpoints], prune.KeepPiecesAfter).GetAwaiter().GetResult();
            }
            catch (CheckpointStoreException)
            {
                // ignored: they are left over, as in a cluster
            }
        });
    }

    private void Answer(bool isComplete)
    {
        var answer = _answer;
        _answer = null;
        answer?.Invoke(isComplete);
    }

    /// <summary>Something is told to the coordinator.</summary>
    private void Tell(Action action) => _agenda.Add(TimeSpan.Zero, () =>
    {
        if (!_isStopped)
            action();
    });

    /// <summary>The store is asked for something.</summary>
    /// <returns>Has it done at once.</returns>
    private Action Ask(Action action)
    {
        Agenda.Entry? entry = null;
        void Finish()
        {
            _agenda.Remove(entry!); // set below
            _underWay.Remove(Finish);
            action();
        }
        _underWay.Add(Finish);
        entry = _agenda.Add(_store.NextDelay(), Finish);
        return Finish;
    }
}
