using System.Runtime.CompilerServices;
using Topology.Engine;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;
using Topology.Runtime.Planning;
using Topology.Runtime.Watermarks;
using Topology.Runtime.Windows;

namespace Topology.Runtime.Execution;

/// <summary>Runs the tasks of a bolt: takes batches, calls Execute for each tuple.</summary>
public sealed class BoltExecutor : ComponentExecutor
{
    private const int BatchesPerSlice = 32; // far less than 2 ms of quick tuples; changing the executor costs some microseconds

    private readonly BoltInbox _inbox;
    private readonly BoltTask[] _tasks;
    private readonly InputTracker _inputTracker;
    private readonly TickTimer _ticks;
    private readonly ConcurrentTasks _concurrent;
    private bool _mayBeBusy; // some task is an IConcurrentBolt
    private readonly WorkToken _work; // while an asynchronous bolt is at work
    private readonly InputWatermarks? _watermarks; // null: nobody sends any
    private readonly InheritedTime? _time; // null: inputs have no event time, or the component declares its own
    private long _snapshotDue; // the aligned checkpoint; 0: none
    private int _barriers; // taken, whose tokens have not gone back
    private TupleBatch? _batch; // being executed; kept over slices and restarts
    private int _next; // the tuple of it to execute next

    public BoltExecutor(EngineEnvironment environment, PlannedExecutor plan) : base(environment, plan)
    {
        _tasks = [.. plan.Tasks.Select((task, place) => new BoltTask(task, place))];
        _inputTracker = new InputTracker(this, environment.Plan.Config);
        _work = new WorkToken(environment.Activity);
        _inbox = new BoltInbox(environment.Plan.SendersTo(plan.Component), environment.Activity);
        _concurrent = new ConcurrentTasks(plan.Tasks.Count);
        var timed = environment.Plan.TimedComponents;
        if (plan.Component.IsTimed || timed.SendsWatermarks(plan.Component.Id) || plan.Component.Subscriptions.Any(item => timed.SendsWatermarks(item.Component)))
            _watermarks = new InputWatermarks(environment, plan);
        if (timed.HasEventTime(plan.Component.Id) && plan.Component.EventTime is null)
            _time = new InheritedTime(_inputTracker);
        _ticks = new TickTimer(plan.Component.TickInterval ?? environment.Plan.Config.TickInterval);
    }

    /// <summary>Tuples on their way here and not yet executed. Any thread.</summary>
    public long Queued => _inbox.InFlight;

    /// <inheritdoc/>
    public override long Watermark => _watermarks?.Current ?? 0;

    /// <summary>How far the fastest sender's watermark is ahead of the slowest one's, ticks. Any thread.</summary>
    public long WatermarkSpread => _watermarks?.Spread ?? 0;

    internal override EmitClock? Inherited => _time;

    internal InputTracker Inputs => _inputTracker;

    /// <summary>The batch being executed, perhaps over several slices.</summary>
    internal TupleBatch? CurrentBatch => _batch;

    /// <summary>How many tuples of it have been executed, the one in work included.</summary>
    internal int ExecutedOfCurrent => _next;

    protected override IEnumerable<(PlannedTask Task, Component Instance)> Instances =>
        _tasks.Where(task => task.Bolt is not null).Select(task => (task.Plan, (Component)task.Bolt!)); // checked before

    /// <summary>Takes over a batch. Any thread; the sender has the credit for it.</summary>
    public void Deliver(TupleBatch batch)
    {
        Enqueue(batch);
        Wake();
    }

    /// <summary>The same, but the caller wakes it later.</summary>
    internal void Enqueue(TupleBatch batch) => _inbox.Enqueue(batch);

    /// <summary>Notes where batches come from. Any thread.</summary>
    internal void AddInput(IBatchOrigin origin) => _inbox.AddOrigin(origin);

    /// <summary>Forgets an origin that sends no more. Any thread.</summary>
    internal void RemoveInput(IBatchOrigin origin) => _inbox.RemoveOrigin(origin);

    internal long ReadClock() => Environment.Clock.Now;

    protected override void CreateTask(PlannedTask plan, TopologyContext context)
    {
        var task = _tasks[PlaceOf(plan.Id)];
        task.Bolt = plan.Component.Factory() as Bolt
            ?? throw new InvalidOperationException($"The factory of bolt \"{plan.Component.Id}\" returned no bolt.");
        _concurrent.Set(task.Place, task.Bolt);
        _mayBeBusy = _concurrent.Any;
        SourceWatermarks?.Start(task.Place, Now);
        var collector = _time is null ? new BoltCollector(this, StreamsOf(plan, context), Outbox) : new TimedBoltCollector(this, StreamsOf(plan, context), Outbox, _time);
        task.Bolt.Prepare(context, task.Bolt is IWindowedBolt windowed ? WindowBackend.Attach(windowed, plan, context, collector, StatesOf(plan), Environment, Counters) : collector);
        InitState(task.Bolt, context);
        var executedOfQueued = _batch is null ? 0 : _next;
        _watermarks?.Started(task.Place, task.Bolt, Counters.Executed + Queued - executedOfQueued);
        _ticks.Start(Now);
    }

    protected override void AbandonTasks()
    {
        _inputTracker.FailCurrent();
        if (_batch is { } batch)
            _inputTracker.Keep(batch, Now); // some of it may have been executed
        var senders = _inputTracker.FailAll();
        if (senders.Count > 0 || HasDeferredAcks)
            _watermarks?.Lost(Now, senders);
        foreach (var task in _tasks)
        {
            Abandon(task);
            _concurrent.Set(task.Place, task.Bolt = null);
        }
        _watermarks?.Abandon();
        _work.GiveBack();
    }

    protected override void CheckpointAborted(long checkpoint)
    {
        base.CheckpointAborted(checkpoint);
        if (_snapshotDue <= checkpoint)
            _snapshotDue = 0;
        _inbox.Aligner.Close(checkpoint);
    }

    protected override void DropInput()
    {
        foreach (var task in _tasks)
            Abandon(task);
        if (_batch is not null)
            Environment.Activity.Withdraw();
        _batch = null;
        DropInbox();
        _inbox.Settle();
        _work.Withdraw();
    }

    protected override bool Slice()
    {
        if (Phase == ExecutorPhase.Stopped)
            DropInbox();
        if (Now >= _inbox.SettleAt)
            _inbox.Settle();
        if (Phase != ExecutorPhase.Running)
        {
            WakeAt = _inbox.SettleAt;
            return false;
        }
        BeginOutput();
        var more = RunSlice(Now + SliceTicks);
        if (_mayBeBusy && !_concurrent.IsBusy)
            _work.GiveBack();
        if (!more && !Outbox.IsBlocked && _snapshotDue == 0) // credit wakes it; a tick that is due already would do so at once, again and again
            WakeAt = Math.Min(WakeAt, Math.Min(_ticks.NextAt, Math.Min(_watermarks?.NextTimerAt ?? long.MaxValue, SourceWatermarks?.NextIdleAt ?? long.MaxValue)));
        WakeAt = Math.Min(WakeAt, _inbox.SettleAt);
        return more;
    }

    private bool RunSlice(long end)
    {
        var batches = 0;
        while (TryUnblock() && Phase == ExecutorPhase.Running)
        {
            if (_snapshotDue == 0 && _ticks.IsDue(Now) && !DeliverTicks()) // a tick may begin work that a snapshot waits for
                return false;
            if (_watermarks is not null && !TryCallTimed())
                return false;
            if (!TryTakeBatch() || IsFull())
            {
                FlushIdle();
                return false;
            }
            if (!ExecuteBatch(_batch!, end, out var isTimeUp)) // taken above
                return false;
            if (isTimeUp)
                return true;
            if (++batches < BatchesPerSlice)
                continue;
            IsTimeUp(end); // flushes in time
            return true;
        }
        _watermarks?.SliceEnds(Outbox.IsBlocked);
        if (Outbox.IsBlocked)
            FlushSoon();
        else
            FlushIdle();
        return false;
    }

    private bool TryTakeBatch()
    {
        if (_batch is not null)
            return true;
        while (TrySnapshot() && _inbox.TryTake(out var batch))
        {
            if (batch.Barrier != 0)
            {
                TakeBarrier(batch);
            }
            else if (batch.IsWatermark)
            {
                if (_inbox.Aligner.MayExecute(batch) && !TakeWatermark(batch))
                    return false;
            }
            else if (_inbox.Aligner.MayExecute(batch))
            {
                _batch = batch;
                _next = 0;
                _inputTracker.PlanSamples(batch.Count);
                batch.Notes = new BatchNotes(this, batch.Count);
                return true;
            }
        }
        return false;
    }

    private void TakeBarrier(TupleBatch barrier)
    {
        var arrival = _inbox.Aligner.Arrived(barrier, Now);
        if (arrival == BarrierArrival.Aside)
            return;
        if (arrival == BarrierArrival.Complete)
            _snapshotDue = barrier.Barrier;
        _inbox.GiveBack(barrier, Now);
        _barriers++; // its token goes back once the barrier has been sent on
        TrySnapshot();
    }

    /// <returns>False if user code threw.</returns>
    private bool TakeWatermark(TupleBatch batch)
    {
        _watermarks?.Take(batch); // null: nobody has sent it
        _inbox.GiveBack(batch, Now);
        return _watermarks is null || TryCallTimed();
    }

    /// <summary>Tells bolts of a watermark they do not know and fires timers.</summary>
    /// <returns>False if user code threw.</returns>
    private bool TryCallTimed()
    {
        if (_watermarks!.HasCalls(Now, Counters.Executed) && !TryCallEach(CallTimed)) // asked by the callers
            return false;
        if (_watermarks.HasToPassOn)
        {
            if (_watermarks.HasToRepeat)
                Outbox.ForgetSignals();
            Flush(); // the end goes on before its token goes back
            _watermarks.PassedOn();
        }
        return true;
    }

    private void CallTimed(PlannedTask task, Component bolt)
    {
        _watermarks!.Call(PlaceOf(task.Id), Now); // asked by the caller
        CallEnded();
    }

    /// <inheritdoc/>
    protected override WatermarkSignal SignalAt(long now)
    {
        var input = _watermarks!.Signal(_mayBeBusy ? _concurrent : null); // there are watermarks, or nobody asks
        var own = SourceWatermarks?.At(now, hasInputEnded: input.Watermark == WatermarkSignal.End) ?? input;
        return input.Watermark == WatermarkSignal.Replaying ? input : own;
    }

    /// <inheritdoc/>
    protected override void WayLost() => _watermarks?.Lost(Now, []);

    /// <inheritdoc/>
    protected override void CallEnded() => _time?.EndCall();

    /// <summary>Takes the snapshot that is due, once no input is in work any more.</summary>
    /// <returns>Whether input may be taken.</returns>
    private bool TrySnapshot()
    {
        if (_snapshotDue != 0)
        {
            if (Phase != ExecutorPhase.Running || (_mayBeBusy && _concurrent.IsBusy))
                return false;
            var checkpoint = _snapshotDue;
            _snapshotDue = 0;
            TakeCheckpoint(checkpoint, _inbox.Aligner.Since);
            _inbox.Aligner.Close(checkpoint);
        }
        for (; _barriers > 0; _barriers--)
            Environment.Activity.End();
        return Phase == ExecutorPhase.Running;
    }

    /// <summary>False if user code threw.</summary>
    private bool ExecuteBatch(TupleBatch batch, long end, out bool isTimeUp)
    {
        isTimeUp = false;
        var first = _next;
        _inputTracker.Open(batch);
        try
        {
            while (_next < batch.Count && !isTimeUp && !Outbox.IsBlocked && !IsFull())
            {
                var from = _next;
                if (_inputTracker.IsSampled(from, out var limit))
                    ExecuteSamples(batch, Math.Min(limit, from + CallsUntilCheck));
                else
                    ExecuteRun(batch, Math.Min(limit, from + CallsUntilCheck));
                _inputTracker.EndRun();
                isTimeUp = IsTimeUp(end, _next - from);
            }
        }
        catch (Exception error)
        {
            Fail(TaskOf(batch, _next - 1).Plan.Id, error);
            return false;
        }
        finally
        {
            Counters.Executed += _next - first;
            if (_next == batch.Count)
                FinishBatch(batch);
        }
        return true;
    }

    /// <summary>The hot loop: whatever need not be done for each tuple is done around it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // one copy of all that is inlined into it
    private void ExecuteRun(TupleBatch batch, int end)
    {
        var only = _tasks.Length == 1 ? _tasks[0].Bolt : null;
        var inputs = _inputTracker;
        var outbox = Outbox;
        while (_next < end)
        {
            var index = _next++;
            inputs.Begin(index);
            (only ?? TaskOf(batch, index).Bolt!).Execute(batch[index]); // set while the phase is Running
            inputs.End();
            if (outbox.IsBlocked || (_mayBeBusy && IsFull()))
                break;
        }
    }

    private void ExecuteSamples(TupleBatch batch, int end)
    {
        _inputTracker.StartSample();
        do
        {
            ExecuteRun(batch, _next + 1);
            _inputTracker.EndSample();
        }
        while (_next < end && !Outbox.IsBlocked && !IsFull());
    }

    private void FinishBatch(TupleBatch batch)
    {
        _batch = null;
        _inputTracker.Keep(batch, Now);
        if (_mayBeBusy && _concurrent.IsBusy)
            _work.Take(); // before the batch's own token goes back
        _inbox.GiveBack(batch, Now);
        Environment.Activity.End();
    }

    /// <summary>Cancels what is in work; the callbacks of a cancellation are user code and may throw.</summary>
    private void Abandon(BoltTask task)
    {
        try
        {
            (task.Bolt as IConcurrentBolt)?.Abandon();
        }
        catch (Exception error)
        {
            Report(task.Plan.Id, error); // ignored otherwise: the instance is given up anyway
        }
    }

    private void DropInbox()
    {
        _inbox.Drop();
        for (; _barriers > 0; _barriers--)
            Environment.Activity.Withdraw();
        _watermarks?.Drop();
        _snapshotDue = 0;
    }

    private BoltTask TaskOf(TupleBatch batch, int index) => _tasks[PlaceOf(batch.TaskOf(index))];

    private int PlaceOf(int task) => task - Plan.Tasks[0].Id;

    private bool DeliverTicks()
    {
        _ticks.Advance(Now);
        return TryCallEach(DeliverTick);
    }

    private void DeliverTick(PlannedTask task, Component bolt) => _inputTracker.ExecuteAlone((Bolt)bolt, _ticks.CreateTuple(task.Id));

    private bool IsFull() => _mayBeBusy && _concurrent.IsFull;
}
