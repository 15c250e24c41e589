using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Topology.Engine;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;
using Topology.Runtime.Planning;
using Topology.Runtime.Windows;

namespace Topology.Runtime.Execution;

/// <summary>Runs the tasks of a bolt: takes batches, calls Execute for each tuple.</summary>
public sealed class BoltExecutor : ComponentExecutor
{
    private const int BatchesPerSlice = 32; // far less than 2 ms of quick tuples; changing the executor costs some microseconds

    /// <summary>Credit of another worker's executor is kept no longer than this: whether everything has been consumed is known that much later.</summary>
    private const long DebtTicks = 10 * TimeSpan.TicksPerMillisecond;

    private readonly ConcurrentQueue<TupleBatch> _inbox = new(); // bounded by the senders' credit
    private IBatchOrigin[] _inputs = []; // replaced, never changed
    private readonly BoltTask[] _tasks;
    private readonly InputTracker _inputTracker;
    private readonly TickTimer _ticks;
    private bool _mayBeBusy; // some task is an IConcurrentBolt
    private readonly WorkToken _work; // while an asynchronous bolt is at work
    private readonly InputAligner _aligner;
    private long _snapshotDue; // the aligned checkpoint; 0: none
    private int _barriers; // taken, whose tokens have not gone back
    private TupleBatch? _batch; // being executed; kept over slices and restarts
    private int _next; // the tuple of it to execute next
    private long _settleAt = long.MaxValue; // when to give back the credit that origins have kept

    public BoltExecutor(EngineEnvironment environment, PlannedExecutor plan) : base(environment, plan)
    {
        _tasks = [.. plan.Tasks.Select(task => new BoltTask(task))];
        _inputTracker = new InputTracker(this, environment.Plan.Config);
        _work = new WorkToken(environment.Activity);
        _aligner = new InputAligner(environment.Plan.SendersTo(plan.Component));
        _ticks = new TickTimer(plan.Component.TickInterval ?? environment.Plan.Config.TickInterval);
    }

    /// <summary>Tuples on their way here and not yet executed. Any thread.</summary>
    public long Queued => Volatile.Read(ref _inputs).Sum(origin => (long)origin.InFlight);

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
    internal void AddInput(IBatchOrigin origin) => Replace(inputs => [.. inputs, origin]);

    /// <summary>Forgets an origin that sends no more. Any thread.</summary>
    internal void RemoveInput(IBatchOrigin origin) => Replace(inputs => [.. inputs.Where(other => !ReferenceEquals(other, origin))]);

    internal long ReadClock() => Environment.Clock.Now;

    protected override void CreateTask(PlannedTask plan, TopologyContext context)
    {
        var task = _tasks[plan.Id - Plan.Tasks[0].Id];
        task.Bolt = plan.Component.Factory() as Bolt
            ?? throw new InvalidOperationException($"The factory of bolt \"{plan.Component.Id}\" returned no bolt.");
        _mayBeBusy |= task.Bolt is IConcurrentBolt;
        var collector = new BoltCollector(this, StreamsOf(plan, context), Outbox);
        task.Bolt.Prepare(context, task.Bolt is IWindowedBolt windowed ? WindowBackend.Attach(windowed, plan, context, collector, StatesOf(plan), Environment, Counters) : collector);
        InitState(task.Bolt, context);
        _ticks.Start(Now);
    }

    protected override void AbandonTasks()
    {
        if (_batch is { } batch)
            _inputTracker.Keep(batch, Now); // some of it may have been executed
        _inputTracker.FailAll();
        foreach (var task in _tasks)
        {
            Abandon(task);
            task.Bolt = null;
        }
        _work.GiveBack();
    }

    protected override void CheckpointAborted(long checkpoint)
    {
        base.CheckpointAborted(checkpoint);
        if (_snapshotDue <= checkpoint)
            _snapshotDue = 0;
        _aligner.Close(checkpoint);
    }

    protected override void DropInput()
    {
        foreach (var task in _tasks)
            Abandon(task);
        if (_batch is not null)
            Environment.Activity.Withdraw();
        _batch = null;
        DropInbox();
        Settle();
        _work.Withdraw();
    }

    protected override bool Slice()
    {
        if (Phase == ExecutorPhase.Stopped)
            DropInbox();
        if (Now >= _settleAt)
            Settle();
        if (Phase != ExecutorPhase.Running)
        {
            WakeAt = _settleAt;
            return false;
        }
        BeginOutput();
        var more = RunSlice(Now + SliceTicks);
        if (_mayBeBusy && !IsBusy())
            _work.GiveBack();
        if (!more && !Outbox.IsBlocked) // credit wakes it; a tick that is due already would do so at once, again and again
            WakeAt = Math.Min(WakeAt, _snapshotDue == 0 ? _ticks.NextAt : long.MaxValue);
        WakeAt = Math.Min(WakeAt, _settleAt);
        return more;
    }

    private void Settle()
    {
        _settleAt = long.MaxValue;
        foreach (var origin in Volatile.Read(ref _inputs))
            origin.Settle();
    }

    private bool RunSlice(long end)
    {
        var batches = 0;
        while (TryUnblock() && Phase == ExecutorPhase.Running)
        {
            if (_snapshotDue == 0 && _ticks.IsDue(Now) && !DeliverTicks()) // a tick may begin work that a snapshot waits for
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
        while (TrySnapshot() && (_aligner.TryTakeAgain(out var batch) || _inbox.TryDequeue(out batch)))
        {
            if (batch!.Barrier != 0) // not null: one of the two gave it
            {
                TakeBarrier(batch);
            }
            else if (_aligner.MayExecute(batch))
            {
                _batch = batch;
                _next = 0;
                batch.Notes = new BatchNotes(this, batch.Count);
                return true;
            }
        }
        return false;
    }

    private void TakeBarrier(TupleBatch barrier)
    {
        var arrival = _aligner.Arrived(barrier, Now);
        if (arrival == BarrierArrival.Aside)
            return;
        if (arrival == BarrierArrival.Complete)
            _snapshotDue = barrier.Barrier;
        GiveBack(barrier);
        _barriers++; // its token goes back once the barrier has been sent on
        TrySnapshot();
    }

    /// <summary>Takes the snapshot that is due, once no input is in work any more.</summary>
    /// <returns>Whether input may be taken.</returns>
    private bool TrySnapshot()
    {
        if (_snapshotDue != 0)
        {
            if (Phase != ExecutorPhase.Running || (_mayBeBusy && IsBusy()))
                return false;
            var checkpoint = _snapshotDue;
            _snapshotDue = 0;
            TakeCheckpoint(checkpoint, _aligner.Since);
            _aligner.Close(checkpoint);
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
                if (_inputTracker.IsSampleDue)
                    ExecuteSample(batch);
                else
                    ExecuteRun(batch, Math.Min(batch.Count, from + Math.Min(CallsUntilCheck, _inputTracker.UntilSample)));
                _inputTracker.EndRun(_next - from);
                isTimeUp = IsTimeUp(end, _next - from);
            }
        }
        catch (Exception error)
        {
            FailExecuting(batch, error);
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

    private void ExecuteSample(TupleBatch batch)
    {
        _inputTracker.StartSample();
        ExecuteRun(batch, _next + 1);
        _inputTracker.EndSample();
    }

    private void FinishBatch(TupleBatch batch)
    {
        _batch = null;
        _inputTracker.Keep(batch, Now);
        if (_mayBeBusy && IsBusy())
            _work.Take(); // before the batch's own token goes back
        GiveBack(batch);
        Environment.Activity.End();
    }

    private void GiveBack(TupleBatch batch)
    {
        var origin = (IBatchOrigin)batch.Sender!; // set by whoever delivered it
        origin.Release(batch.Count);
        if (origin.HasDebt)
            _settleAt = Math.Min(_settleAt, Now + DebtTicks);
    }

    private void FailExecuting(TupleBatch batch, Exception error)
    {
        var task = TaskOf(batch, _next - 1).Plan.Id;
        _inputTracker.FailCurrent();
        Fail(task, error);
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

    private void Replace(Func<IBatchOrigin[], IBatchOrigin[]> change)
    {
        IBatchOrigin[] before;
        do
        {
            before = Volatile.Read(ref _inputs);
        }
        while (Interlocked.CompareExchange(ref _inputs, change(before), before) != before);
    }

    // What arrives at an executor that has stopped because it moved to another worker is given up, as what waited there is.
    private void DropInbox()
    {
        while (_inbox.TryDequeue(out _))
            Environment.Activity.Withdraw();
        foreach (var _ in _aligner.Clear())
            Environment.Activity.Withdraw();
        for (; _barriers > 0; _barriers--)
            Environment.Activity.Withdraw();
        _snapshotDue = 0;
    }

    private BoltTask TaskOf(TupleBatch batch, int index) => _tasks[batch.TaskOf(index) - Plan.Tasks[0].Id];

    private bool DeliverTicks()
    {
        _ticks.Advance(Now);
        foreach (var task in _tasks)
        {
            var tick = _ticks.CreateTuple(task.Plan.Id);
            tick.Batch.Notes = new BatchNotes(this, 1);
            try
            {
                _inputTracker.Open(tick.Batch);
                _inputTracker.Begin(tick.Index);
                task.Bolt!.Execute(tick); // set while the phase is Running
                _inputTracker.End();
                _inputTracker.EndRun(0);
            }
            catch (Exception error)
            {
                _inputTracker.FailCurrent();
                Fail(task.Plan.Id, error);
                return false;
            }
        }
        return true;
    }

    private bool IsFull()
    {
        if (!_mayBeBusy)
            return false;
        foreach (var task in _tasks)
        {
            if (task.Bolt is IConcurrentBolt { IsFull: true })
                return true;
        }
        return false;
    }

    private bool IsBusy() => _tasks.Any(task => task.Bolt is IConcurrentBolt { IsBusy: true });

    private sealed class BoltTask(PlannedTask plan)
    {
        public readonly PlannedTask Plan = plan;
        public Bolt? Bolt;
    }
}
