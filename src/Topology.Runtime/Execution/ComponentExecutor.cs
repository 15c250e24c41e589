using System.Runtime.CompilerServices;
using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;
using Topology.Runtime.Observability;
using Topology.Runtime.Planning;
using Topology.Runtime.Routing;
using Topology.Runtime.State;
using Topology.Runtime.Watermarks;

namespace Topology.Runtime.Execution;

/// <summary>An executor that hosts the tasks of one component: their life, their outputs, their failures.</summary>
public abstract class ComponentExecutor : Executor
{
    /// <summary>A slice gives the thread back after this.</summary>
    protected const long SliceTicks = 2 * TimeSpan.TicksPerMillisecond;

    private readonly TaskOutputs _outputs;
    private Wiring? _wiring;
    private CheckInterval _checks = new();
    private readonly OutputFlush _flush;
    private readonly BlockedTime _blocked = new();
    private int _generation;
    private readonly ExecutorStates _states;
    private WatermarkSignal _signal; // the last one that was asked for

    protected ComponentExecutor(EngineEnvironment environment, PlannedExecutor plan)
        : base(environment, $"{environment.TopologyName}/{plan.Component.Id}[{plan.Tasks[0].Id}-{plan.Tasks[^1].Id}]")
    {
        Plan = plan;
        _outputs = new TaskOutputs(this, environment.Plan);
        Outbox = new TupleOutbox(environment.Activity);
        _flush = new OutputFlush(Outbox);
        _states = new ExecutorStates(environment, plan, _flush, Counters);
        if (environment.Plan.TimedComponents.SendsWatermarks(plan.Component.Id))
            _flush.Signal = now => Phase == ExecutorPhase.Running ? _signal = SignalAt(now) : _signal; // a failed executor says nothing new
        SourceWatermarks = plan.Component.EventTime is { } eventTime ? new SourceWatermarks(eventTime.Watermarks, plan.Tasks.Count) : null;
        Random = new FastRandom(StableHash.Mix(environment.Seed + (ulong)plan.Id + 1));
    }

    public PlannedExecutor Plan { get; }

    public ExecutorCounters Counters { get; } = new();

    /// <summary>Written by the executor's thread; others read it for display only.</summary>
    public ExecutorPhase Phase { get; private set; }

    public override bool WantsOwnThread => Plan.Component.DedicatedThread;

    /// <summary>The instances are being cleaned up: nothing they emit would arrive.</summary>
    internal bool IsCleaningUp { get; private set; }

    internal TupleOutbox Outbox { get; }

    internal AckOutbox Acks => _flush.Acks;

    /// <summary>Where tasks ack what they have executed.</summary>
    internal AckOutbox TaskAcks => _flush.TaskAcks;

    /// <summary>Whether such acks wait for a checkpoint.</summary>
    private protected bool HasDeferredAcks => _flush.Deferred?.Any == true;

    /// <summary>Those of a component that declares its event time; else null.</summary>
    internal SourceWatermarks? SourceWatermarks { get; }

    /// <summary>Gives what the tasks emit the event time of what they got; null: they have none to pass on.</summary>
    internal virtual EmitClock? Inherited => null;

    /// <summary>The time as of the last look at the clock.</summary>
    internal long SliceTime => Now;

    internal FastRandom Random { get; }

    /// <summary>Wires the executor up; before its first slice.</summary>
    internal void Connect(Wiring wiring)
    {
        _wiring = wiring;
        _flush.Connect(wiring.Ackers);
        _outputs.Connect(wiring);
    }

    /// <summary>Another way to a receiver, from the next slice on. Any thread.</summary>
    internal void Redirect(int receiver, bool isLost)
    {
        if (Outbox.TargetOf(receiver) is not { } target)
            return;
        Post(() =>
        {
            _wiring!.Redirect(target, receiver, this); // set together with the targets; the next flush tells a new receiver of the watermark
            if (isLost && Environment.Plan.Config.Guarantee == DeliveryGuarantee.AtLeastOnce)
                WayLost();
        });
    }

    /// <summary>What was on its way is lost, and will be replayed. Before anything else is said to whoever is there next.</summary>
    protected abstract void WayLost();

    /// <summary>What could not be encoded for another worker fails, and nothing else.</summary>
    internal void FailUnsent(TupleBatch batch, IReadOnlyList<UnsentTuple> unsent)
    {
        foreach (var (index, error) in unsent)
        {
            Report(batch.SourceOf(index).Task, error);
            TupleLost(batch.SourceOf(index).Task, error);
            Acks.Fail(batch, index, FailReason.Failed);
        }
    }

    /// <summary>Makes and prepares the tasks, for the first time or after a failure. Any thread.</summary>
    /// <param name="restored">By task id, what they begin with; tasks that are not there begin with nothing.</param>
    public void Start(IReadOnlyDictionary<int, TaskRestore>? restored = null) => Post(() => StartNow(restored));

    /// <summary>A checkpoint begins here, at an executor without input. Any thread.</summary>
    public void BeginCheckpoint(long checkpoint) => Post(() =>
    {
        if (Phase == ExecutorPhase.Running)
            TakeCheckpoint(checkpoint, Now);
        else
            _states.Due = checkpoint;
    });

    /// <summary>A checkpoint is complete: sinks commit. Any thread.</summary>
    public void CompleteCheckpoint(long checkpoint) => Post(() => CompleteNow(checkpoint));

    /// <summary>A checkpoint is given up: nobody will ever know what was snapshot for it. Any thread.</summary>
    public void AbortCheckpoint(long checkpoint)
    {
        _states.GiveUp(checkpoint);
        Post(() => CheckpointAborted(checkpoint));
    }

    /// <summary>Ends the executor. Any thread.</summary>
    /// <param name="cleanup">Whether tasks that are running get their Cleanup.</param>
    public void Stop(bool cleanup) => Post(() => StopNow(cleanup));

    /// <summary>Has the executor fail as if user code had thrown between two calls: to try out what happens then. Any thread.</summary>
    public void Crash(Exception cause) => Crash(Plan.Tasks[0].Id, cause);

    /// <summary>Time without credit so far, ticks of 100 ns. Any thread.</summary>
    public long BlockedTicks => _blocked.At(Environment.Clock.Now);

    /// <summary>A component has failed a tuple. Nobody can emit it again by itself where sources go back as a whole: then that is what happens.</summary>
    internal void TupleFailed(int task) => TupleLost(
        task, new TopologyException("The component failed a tuple. With effectively-once delivery that sends the topology back to its last checkpoint; a tuple that can never be processed is to be acked and put aside."));

    /// <summary>A tuple could not be sent, or not be read: the same follows. Any thread.</summary>
    internal void TupleLost(int task, Exception cause)
    {
        if (Environment.Plan.Config.Guarantee != DeliveryGuarantee.EffectivelyOnce)
            return;
        _states.IsDoomed = true;
        Crash(task, cause);
    }

    internal void ResetTimeout(long root) => _wiring!.SpoutOf(root).ResetTimeout(root); // roots come in over what is wired up

    internal void Report(int task, Exception error) => Environment.Errors.Add(Plan.Component.Id, task, error);

    /// <summary>A call of user code other than Execute has returned.</summary>
    protected virtual void CallEnded() { }

    /// <summary>Makes an instance and calls its Prepare.</summary>
    protected abstract void CreateTask(PlannedTask task, TopologyContext context);

    /// <summary>Forgets the instances after a failure and fails what they held.</summary>
    protected abstract void AbandonTasks();

    /// <summary>The instances, for Cleanup.</summary>
    protected abstract IEnumerable<(PlannedTask Task, Component Instance)> Instances { get; }

    /// <summary>Everything that waits is dropped: the topology ends.</summary>
    protected abstract void DropInput();

    /// <summary>User code threw: fails what the instances held and asks for a restart.</summary>
    protected void Fail(int task, Exception error)
    {
        var thrown = error is ComponentException { InnerException: { } inner } ? inner : error;
        var cause = new ComponentException(
            $"Topology \"{Environment.TopologyName}\", component \"{Plan.Component.Id}\", task {task}: {thrown.GetType().Name}: {thrown.Message}", thrown);
        Phase = ExecutorPhase.Failed;
        Environment.Errors.Add(Plan.Component.Id, task, thrown);
        AbandonTasks();
        _states.Drop();
        Flush();
        Environment.Observer.Failed(this, cause);
    }

    protected override bool TryHandle(Exception error)
    {
        Fail(Plan.Tasks[0].Id, error);
        return true;
    }

    /// <summary>Sends what waits for company.</summary>
    protected void Flush() => WakeAt = Math.Min(WakeAt, _flush.All(Now));

    /// <summary>The executor has run out of input: sends what waits for company, to other workers at the pace of links.</summary>
    protected void FlushIdle() => WakeAt = Math.Min(WakeAt, _flush.Idle(Now));

    /// <summary>A slice begins: what it emits has not waited yet.</summary>
    protected void BeginOutput() => _flush.Begin(Now);

    /// <summary>Sends what waits for company once it has waited long enough: for an executor that waits for credit and will go on.</summary>
    protected void FlushSoon() => WakeAt = Math.Min(WakeAt, _flush.Soon(Now));

    /// <summary>What there is to say of event time in what was sent. Asked when everything is sent, and only if watermarks are sent at all.</summary>
    protected abstract WatermarkSignal SignalAt(long now);

    /// <summary>How far event time has got, as user code is told; any thread.</summary>
    public abstract long Watermark { get; }

    /// <summary>Whether output may go on: sends what was held back if there is credit now.</summary>
    protected bool TryUnblock()
    {
        var isBlocked = !Outbox.TryDrain();
        _blocked.Note(isBlocked, Now);
        return !isBlocked;
    }

    /// <summary>To be called after each call of user code: looks at the clock now and then, flushes in time, and says whether the slice is over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool IsTimeUp(long sliceEnd, int calls = 1) => _checks.IsDue(calls) && LookAtClock(sliceEnd);

    /// <summary>How many calls of user code may follow each other before <see cref="IsTimeUp"/> has to be asked.</summary>
    protected int CallsUntilCheck => _checks.Left;

    protected override void EndSlice() => Outbox.FlushLinks();

    /// <summary>The clock was looked at.</summary>
    protected virtual void MoveTime(long now) => Now = now;

    private bool LookAtClock(long sliceEnd)
    {
        var now = Environment.Clock.Now;
        _checks.Adapt(now - Now);
        MoveTime(now);
        if (_flush.IsDue(now))
            Flush();
        Environment.Scheduler.SliceContinues(now - sliceEnd + SliceTicks);
        return now >= sliceEnd;
    }

    /// <summary>The task's streams with new choosers.</summary>
    private protected TaskStreams StreamsOf(PlannedTask task, TopologyContext context) =>
        new(this, task, _outputs.StreamsOf(task, context), Environment.OnEmit);

    /// <summary>The states of a task's new instance.</summary>
    private protected TaskStates StatesOf(PlannedTask task) => _states.Of(task);

    /// <summary>Hands a new instance its state; after its Prepare.</summary>
    protected void InitState(Component instance, TopologyContext context) => _states.Init(instance, context);

    /// <summary>Takes the snapshot of every task and sends the barrier on. The executor's thread, between two calls of user code.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="since">When its first barrier came.</param>
    protected void TakeCheckpoint(long checkpoint, long since)
    {
        var start = Environment.Clock.Now;
        var parts = new List<TaskPieces>();
        _states.LoseGivenUp();
        var before = _states.Base;
        if (_states.IsDoomed || !TryCallEach((task, instance) => parts.Add(_states.Take(task, instance, checkpoint, IsTaskDone(task)))))
            return;
        _states.Taken(checkpoint);
        CheckpointTaken(checkpoint);
        Outbox.SendBarrier(checkpoint);
        Environment.Checkpoints!.Taken(this, new ExecutorSnapshot(Plan.Id, checkpoint, parts, new TimeSpan(start - since), new TimeSpan(Environment.Clock.Now - start), before)); // there would be no checkpoint without it
    }

    /// <summary>The snapshot was taken; the barrier follows what was emitted until now.</summary>
    protected virtual void CheckpointTaken(long checkpoint) { }

    /// <summary>A checkpoint is given up.</summary>
    protected virtual void CheckpointAborted(long checkpoint) => _states.LoseGivenUp();

    /// <summary>A checkpoint is complete.</summary>
    protected virtual void CheckpointCompleted(long checkpoint) { }

    /// <summary>Whether a task's source has ended.</summary>
    protected virtual bool IsTaskDone(PlannedTask task) => false;

    private void CompleteNow(long checkpoint)
    {
        if (Phase != ExecutorPhase.Running || !TryCallEach((_, instance) => ExecutorStates.Complete(instance, checkpoint)))
            return;
        _states.Completed(checkpoint);
        CheckpointCompleted(checkpoint);
        Environment.Checkpoints!.Settled(this, checkpoint); // there would be no checkpoint without it
    }

    /// <summary>Calls user code of every task; false if some threw.</summary>
    protected bool TryCallEach(Action<PlannedTask, Component> call)
    {
        var current = Plan.Tasks[0];
        try
        {
            foreach (var (task, instance) in Instances)
            {
                current = task;
                call(task, instance);
            }
            return true;
        }
        catch (Exception error)
        {
            Fail(current.Id, error);
            return false;
        }
    }

    private void Crash(int task, Exception cause) => Post(() =>
    {
        if (Phase == ExecutorPhase.Running)
            Fail(task, cause);
    });

    private void StartNow(IReadOnlyDictionary<int, TaskRestore>? restored)
    {
        if (Phase is ExecutorPhase.Running or ExecutorPhase.Stopped)
            return;
        if (Phase == ExecutorPhase.Failed)
            Counters.Restarts++;
        _generation++;
        var current = Plan.Tasks[0];
        try
        {
            foreach (var task in Plan.Tasks)
            {
                current = task;
                CreateTask(task, ContextOf(task, _generation, _states.Make(task, restored)));
            }
            _states.Prepared();
        }
        catch (Exception error)
        {
            Fail(current.Id, error);
            return;
        }
        Phase = ExecutorPhase.Running;
        Environment.Observer.Prepared(this);
        if (_states.TakeDue() is > 0 and var due)
            TakeCheckpoint(due, Now);
    }

    private void StopNow(bool cleanup)
    {
        if (Phase == ExecutorPhase.Stopped)
            return;
        if (cleanup && Phase == ExecutorPhase.Running)
            CleanUp();
        Phase = ExecutorPhase.Stopped;
        _states.Drop();
        DropInput();
        Outbox.Clear();
        Environment.Observer.Stopped(this);
    }

    private void CleanUp()
    {
        IsCleaningUp = true;
        foreach (var (task, instance) in Instances)
        {
            try
            {
                CallApart(instance.Cleanup);
            }
            catch (Exception error)
            {
                Environment.Errors.Add(Plan.Component.Id, task.Id, error); // ignored otherwise: the topology ends anyway
            }
        }
    }

    private TopologyContext ContextOf(PlannedTask task, int generation, IStateBackend states) =>
        Environment.ContextOf(task, states, action => Post(() => RunPosted(action, task.Id, generation)), () => UtcTime.ToDate(Watermark),
            SourceWatermarks is { } own ? time => own.Seen(task.Id - Plan.Tasks[0].Id, UtcTime.TicksOf(time), SliceTime) : null);

    private void RunPosted(Action action, int task, int generation)
    {
        if (generation != _generation || Phase != ExecutorPhase.Running)
            return; // posted by an instance that is gone
        try
        {
            action();
            CallEnded();
        }
        catch (Exception error)
        {
            Fail(task, error);
        }
    }
}
