using Topology.Engine;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Observability;
using Topology.Runtime.Planning;
using Topology.Runtime.State;

namespace Topology.Runtime.Execution;

/// <summary>The states of an executor's tasks, and what their instances are told of checkpoints. Owned by the executor's thread.</summary>
/// <param name="environment">What executors share.</param>
/// <param name="plan">The executor's tasks.</param>
/// <param name="flush">Where the executor's acks go.</param>
/// <param name="counters">The executor's.</param>
internal sealed class ExecutorStates(EngineEnvironment environment, PlannedExecutor plan, OutputFlush flush, ExecutorCounters counters)
{
    private readonly TaskStates?[] _states = new TaskStates?[plan.Tasks.Count]; // by the task's place here
    private bool _needsAll; // what changed before was lost with a checkpoint that was given up
    private long _taken; // the checkpoint of the last snapshots
    private long _givenUp = -1; // the last checkpoint that was given up; any thread
    private volatile bool _isDoomed;
    private bool _isPrepared; // the instances have had their Prepare
    private bool _hasEmitted; // BeforeCheckpoint has

    /// <summary>Whether what the instances hold must never be in a checkpoint: an input was failed, and only going back can bring it again. Any thread.</summary>
    public bool IsDoomed
    {
        get => _isDoomed;
        set => _isDoomed = value;
    }

    /// <summary>The snapshot that the next one holds the changes to; 0: what the instances began with, or nothing.</summary>
    public long Base => _needsAll ? 0 : _taken;

    /// <summary>The checkpoint that began while there were no instances; 0: none.</summary>
    public long Due { get; set; }

    /// <summary>The states a new instance begins with.</summary>
    public TaskStates Make(PlannedTask task, IReadOnlyDictionary<int, TaskRestore>? restored)
    {
        var own = restored?.GetValueOrDefault(task.Id);
        var owner = new StateOwner(plan.Component.Id, task.Index, environment.Plan.TaskIds[plan.Component.Id].Count);
        return _states[PlaceOf(task)] = new TaskStates(owner, environment.Serializer, own?.Pieces ?? [], own?.Checkpoint, environment.Storage) { OnFirst = StateAdded };
    }

    /// <summary>The states that were made for the task last.</summary>
    public TaskStates Of(PlannedTask task) => _states[PlaceOf(task)]!; // made before anything of it is asked for

    /// <summary>Hands a new instance its state; after its Prepare.</summary>
    public void Init(Component instance, TopologyContext context)
    {
        (instance as IWindowedBolt)?.Windows.Prepared();
        (instance as IStatefulComponent)?.InitState(context);
        if (instance is not ITransactionalSink sink)
            return;
        if (context.RestoredCheckpoint is { } restored)
            sink.Commit(restored);
        sink.Abort();
        sink.Begin();
        environment.Checkpoints?.Wanted();
    }

    /// <summary>The instances of all tasks have been prepared.</summary>
    public void Prepared()
    {
        _isPrepared = true;
        if (_states.Any(states => states?.Any == true))
            environment.Checkpoints?.Wanted();
    }

    /// <summary>Takes a task's snapshot.</summary>
    public TaskPieces Take(PlannedTask task, Component instance, long checkpoint, bool isDone)
    {
        var emitted = counters.Emitted;
        (instance as ICheckpointListener)?.BeforeCheckpoint(checkpoint);
        _hasEmitted |= counters.Emitted != emitted;
        (instance as IWindowedBolt)?.Windows.BeforeCheckpoint(checkpoint);
        if (instance is ITransactionalSink sink)
        {
            sink.Prepare(checkpoint);
            sink.Begin();
        }
        return new TaskPieces(plan.Component.Id, task.Index, isDone, _states[PlaceOf(task)]?.Snapshot(_needsAll) ?? []);
    }

    /// <summary>Every task's snapshot was taken.</summary>
    public void Taken(long checkpoint)
    {
        (_needsAll, _taken) = (false, checkpoint);
        flush.Deferred?.Taken(checkpoint, _hasEmitted);
        _hasEmitted = false;
    }

    /// <summary>A checkpoint is complete, and the instances know.</summary>
    public void Completed(long checkpoint) => flush.Deferred?.Completed(checkpoint);

    /// <summary>A checkpoint is given up; <see cref="LoseGivenUp"/> follows. Any thread.</summary>
    public void GiveUp(long checkpoint) => Volatile.Write(ref _givenUp, checkpoint);

    /// <summary>Gives up the last snapshots if their checkpoint was. Also before a snapshot: the next barrier may come in a slice that began before the executor was told.</summary>
    public void LoseGivenUp()
    {
        flush.Deferred?.GivenUp(Volatile.Read(ref _givenUp));
        if (_taken > Volatile.Read(ref _givenUp))
            return;
        _needsAll = true;
        foreach (var states in _states)
            states?.GiveUp();
    }

    /// <summary>The checkpoint that is to be taken now that there are instances; 0: none.</summary>
    public long TakeDue()
    {
        var due = Due > Volatile.Read(ref _givenUp) ? Due : 0;
        Due = 0;
        return due;
    }

    /// <summary>The instances are gone, and their states with them.</summary>
    public void Drop()
    {
        flush.Deferred?.FailAll();
        _isPrepared = _hasEmitted = false;
        _needsAll = true; // the next ones may begin with an older checkpoint than the last, if that is damaged
        foreach (ref var states in _states.AsSpan())
        {
            states?.Dispose();
            states = null;
        }
    }

    /// <summary>A checkpoint is complete.</summary>
    public static void Complete(Component instance, long checkpoint)
    {
        (instance as ITransactionalSink)?.Commit(checkpoint);
        (instance as IWindowedBolt)?.Windows.CheckpointCompleted(checkpoint);
        (instance as ICheckpointListener)?.CheckpointCompleted(checkpoint);
    }

    /// <summary>A task has its first state. At least once, what it acks is safe only in a checkpoint; windows mind their inputs themselves.</summary>
    private void StateAdded()
    {
        if (_isPrepared)
            environment.Checkpoints?.Wanted();
        if (environment.DefersAcks && plan.Component is { Kind: ComponentKind.Bolt, Window: null })
            flush.DeferAcks();
    }

    private int PlaceOf(PlannedTask task) => task.Id - plan.Tasks[0].Id;
}
