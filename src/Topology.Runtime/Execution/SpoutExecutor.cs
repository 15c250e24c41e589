using System.Collections.Concurrent;
using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Planning;

namespace Topology.Runtime.Execution;

/// <summary>Runs the tasks of a spout: asks for tuples while there is room, and tells what became of them.</summary>
public sealed class SpoutExecutor : ComponentExecutor, IAnswerTarget
{
    private const int RoundsPerSlice = 20_000; // more than 2 ms allow: a bound for clocks that stand still

    private const long LongestDrift = 10 * TimeSpan.TicksPerMillisecond;

    private readonly ConcurrentQueue<AckBatch> _answers = new(); // bounded by what is pending
    private readonly SpoutTask[] _tasks;
    private readonly long _timeout;
    private readonly long _timeoutGrid; // time-outs may be that late
    private readonly int _sampleEvery;
    private int _untilSample;
    private IdleBackOff _backOff;
    private bool _isActive;
    private int _at; // whose code is running
    private long _watermark; // the last one sent; read by any thread
    private bool _isReplaying; // some task is

    /// <summary>Makes the executor.</summary>
    /// <param name="environment">What it shares with others.</param>
    /// <param name="plan">Its tasks.</param>
    /// <param name="epoch">Distinguishes its trees from those of a predecessor in another process.</param>
    public SpoutExecutor(EngineEnvironment environment, PlannedExecutor plan, long epoch = 0) : base(environment, plan)
    {
        var config = environment.Plan.Config;
        var maxPending = plan.Component.MaxSpoutPending ?? config.MaxSpoutPending ?? int.MaxValue;
        var awaitsReplays = config.Guarantee == DeliveryGuarantee.AtLeastOnce && environment.Plan.TimedComponents.SendsWatermarks(plan.Component.Id);
        _tasks = [.. plan.Tasks.Select(task => new SpoutTask(task, maxPending, epoch, awaitsReplays))];
        _timeout = config.MessageTimeout.Ticks;
        _timeoutGrid = Math.Max(1, Math.Max(100 * TimeSpan.TicksPerMillisecond, _timeout / 10) / 2);
        _sampleEvery = config.LatencySampleRate > 0 ? (int)Math.Round(1 / config.LatencySampleRate) : int.MaxValue;
        _untilSample = _sampleEvery;
        foreach (var _ in _tasks)
            environment.Activity.Begin(); // ended when the task is done
    }

    /// <summary>Trees in flight. Any thread; exact when the executor is at rest.</summary>
    public long Pending => _tasks.Sum(task => (long)task.Pending.Count);

    /// <summary>Tracked emits that wait for a checkpoint; for display.</summary>
    public long AwaitingCheckpoint => _tasks.Sum(task => task.Checkpointed?.Count ?? 0);

    /// <summary>Tasks whose source has not ended. Any thread.</summary>
    public int TasksNotDone => _tasks.Count(task => !task.IsDone);

    /// <inheritdoc/>
    public override long Watermark => Volatile.Read(ref _watermark);

    public bool IsRemote => false;

    protected override IEnumerable<(PlannedTask Task, Component Instance)> Instances =>
        _tasks.Where(task => task.Spout is not null).Select(task => (task.Plan, (Component)task.Spout!)); // checked before

    /// <summary>Takes over answers of an acker. Any thread.</summary>
    public void Deliver(AckBatch answers)
    {
        _answers.Enqueue(answers);
        Wake();
    }

    /// <summary>Lets the spout emit, or stops it. Any thread.</summary>
    /// <param name="isActive">Whether Execute may be called.</param>
    /// <param name="done">Called on the executor's thread when it is so.</param>
    public void SetActive(bool isActive, Action? done = null) => Post(() =>
    {
        SetActiveNow(isActive);
        done?.Invoke();
    });

    /// <summary>Fails every tree in flight. Any thread.</summary>
    /// <param name="reason">Told to the spout.</param>
    public void FailPending(FailReason reason) => Post(() => FailPendingNow(reason));

    void IAnswerTarget.ResetTimeout(long root) => Post(() => TaskOf(root).Pending.Reset(root, Now));

    /// <summary>Emits get the time of the last look at the clock, which is cheap while calls are quick. What was emitted in or after a
    /// call that blocked would time out early by as much.</summary>
    protected override void MoveTime(long now)
    {
        if (now - Now > LongestDrift)
        {
            foreach (var task in _tasks)
                task.Pending.Restamp(Now, now);
        }
        base.MoveTime(now);
    }

    protected override void CreateTask(PlannedTask plan, TopologyContext context)
    {
        var task = _tasks[plan.Id - Plan.Tasks[0].Id];
        if (task.IsDone)
            return; // its source has ended and every tuple of it was processed
        task.Spout = plan.Component.Factory() as Spout
            ?? throw new InvalidOperationException($"The factory of spout \"{plan.Component.Id}\" returned no spout.");
        task.IsCompleting = task.MayReplay = false;
        SourceWatermarks?.Start(_at = plan.Id - Plan.Tasks[0].Id, Now);
        if (Environment.Plan.Config.Guarantee == DeliveryGuarantee.EffectivelyOnce)
            task.Checkpointed = CheckpointAcks.Of(task.Spout);
        var isTracking = Environment.Plan.Ackers > 0;
        task.Spout.Prepare(context, new SpoutCollector(this, task, StreamsOf(plan, context), isTracking, Outbox));
        InitState(task.Spout, context);
        if (_isActive)
            task.Spout.Activate();
    }

    protected override void CheckpointTaken(long checkpoint)
    {
        foreach (var task in _tasks)
            task.Divide(checkpoint, Now);
    }

    protected override void CheckpointCompleted(long checkpoint)
    {
        for (_at = 0; _at < _tasks.Length; _at++)
        {
            var task = _tasks[_at];
            task.EndWait(checkpoint, Now);
            while (task.Checkpointed?.TryTake(checkpoint, out var ids, out var count) == true)
            {
                Counters.Acked += count;
                foreach (var id in ids)
                    task.Spout!.Ack(id); // set while the phase is Running
            }
        }
    }

    protected override bool IsTaskDone(PlannedTask task) => _tasks[task.Id - Plan.Tasks[0].Id] is { IsDone: true } or { IsCompleting: true };

    protected override void AbandonTasks()
    {
        foreach (var task in _tasks)
            Counters.Failed += task.Abandon();
    }

    protected override void DropInput()
    {
        _answers.Clear();
        foreach (var task in _tasks)
        {
            if (!task.IsDone)
                Environment.Activity.Withdraw();
            task.IsDone = true;
        }
    }

    protected override bool Slice()
    {
        if (Phase != ExecutorPhase.Running)
        {
            _answers.Clear(); // to trees of instances that are gone; they are counted already
            return false;
        }
        _at = 0;
        BeginOutput();
        try
        {
            TakeAnswers();
            Expire();
            if (RunSlice(Now + SliceTicks) || HasOwnAcks())
                return true;
        }
        catch (Exception error)
        {
            Fail(_tasks[_at].Plan.Id, error);
            return false;
        }
        var oldest = _tasks.Min(task => task.Pending.OldestAt);
        if (oldest != long.MaxValue)
            WakeAt = Math.Min(WakeAt, ((oldest + _timeout) / _timeoutGrid + 1) * _timeoutGrid);
        return false;
    }

    private bool RunSlice(long end)
    {
        var hasNewReplays = _isReplaying = false;
        for (_at = 0; _at < _tasks.Length; _at++)
        {
            TakeOwnAcks(_tasks[_at]); // of what was emitted outside of Execute
            hasNewReplays |= _tasks[_at].LookAtReplays(Now);
            _isReplaying |= _tasks[_at].IsReplaying;
        }
        if (hasNewReplays)
        {
            Outbox.ForgetSignals(); // said again to those who know: each failed executor waits for it
            Flush();
        }
        FinishTasks();
        for (var rounds = 0; (!Outbox.IsBlocked || TryUnblock()) && _isActive; rounds++)
        {
            var hasAsked = false;
            if (Round(ref hasAsked))
            {
                if (IsTimeUp(end) || rounds == RoundsPerSlice)
                    return true;
                continue;
            }
            if (hasAsked && WakeAt == long.MaxValue)
                WakeAt = _backOff.Next(Now);
            break;
        }
        MoveTime(Environment.Clock.Now);
        if (Outbox.IsBlocked)
            WaitForCredit();
        else
            FlushIdle();
        WakeAt = Math.Min(WakeAt, Math.Min(SourceWatermarks?.NextIdleAt ?? long.MaxValue, _tasks.Min(static task => task.LookAtReplaysAt)));
        if (SpoutTask.AnyAsksForCheckpoint(_tasks, _isActive))
            Environment.Checkpoints?.Needed();
        return false;
    }

    private void WaitForCredit()
    {
        for (var i = 0; i < _tasks.Length; i++)
            Withhold(i);
        FlushSoon();
    }

    private void Withhold(int task)
    {
        SourceWatermarks?.Withhold(task);
        _tasks[task].Withhold();
    }

    /// <inheritdoc/>
    protected override void WayLost() => Array.ForEach(_tasks, task => task.ExpectReplays(Now));

    /// <inheritdoc/>
    protected override WatermarkSignal SignalAt(long now)
    {
        var (signal, hasEnded) = (default(WatermarkSignal), true);
        for (var i = 0; i < _tasks.Length; i++)
        {
            SourceWatermarks?.End(i, _tasks[i].HasEnded);
            hasEnded &= _tasks[i].HasEnded;
        }
        signal = SourceWatermarks?.At(now) ?? new WatermarkSignal(hasEnded ? WatermarkSignal.End : 0);
        if (_isReplaying)
            return new WatermarkSignal(WatermarkSignal.Replaying);
        Volatile.Write(ref _watermark, Math.Max(_watermark, signal.Watermark));
        return signal;
    }

    /// <summary>Asks each task once that may be asked.</summary>
    /// <returns>Whether any has emitted.</returns>
    private bool Round(ref bool hasAsked)
    {
        var hasEmitted = false;
        for (_at = 0; _at < _tasks.Length; _at++)
        {
            var task = _tasks[_at];
            if (!task.MayExecute)
            {
                Withhold(_at);
                continue;
            }
            SourceWatermarks?.Ask(_at, Now);
            task.Ask(Now);
            task.HasEmitted = false;
            task.Spout!.Execute(); // set while the phase is Running and the task is not done
            hasAsked = true;
            hasEmitted |= task.HasEmitted;
            if (!task.HasEmitted)
                task.NothingEmitted();
            if (task.OwnAcks.Count > 0)
                TakeOwnAcks(task);
            if (task.IsCompleting)
                FinishTasks();
        }
        if (hasEmitted)
            _backOff.Reset();
        return hasEmitted;
    }

    private void TakeAnswers()
    {
        while (_answers.TryDequeue(out var batch))
        {
            for (var i = 0; i < batch.Count; i++)
                Acked(TaskOf(batch[i].Root), batch[i].Root);
            foreach (var (root, reason) in batch.Fails)
            {
                var task = TaskOf(root);
                if (!task.Pending.TryComplete(root, out var messageId, out _))
                    continue;
                Counters.Failed++;
                task.Fail(messageId, reason, Now); // there is a spout while the phase is Running
            }
            foreach (var root in batch.Holds)
                TaskOf(root).Pending.Hold(root);
            foreach (var root in batch.Waits)
                TaskOf(root).Pending.Wait(root);
            batch.Release();
        }
    }

    private bool HasOwnAcks() => Array.Exists(_tasks, static task => task.OwnAcks.Count > 0);

    private void TakeOwnAcks(SpoutTask task)
    {
        // Those that these calls of Ack add wait for the next turn, or a spout that emits in Ack would never end the slice.
        for (var left = task.OwnAcks.Count; left > 0 && task.OwnAcks.TryDequeue(out var root); left--)
        {
            if (task.Pending.TryWithdraw(root, out var messageId, out var emittedAt))
                Acked(task, messageId, emittedAt);
        }
    }

    private void Acked(SpoutTask task, long root)
    {
        if (task.Pending.TryComplete(root, out var messageId, out var emittedAt)) // else it timed out before
            Acked(task, messageId, emittedAt);
    }

    private void Acked(SpoutTask task, Value messageId, long emittedAt)
    {
        Counters.Acked++;
        if (--_untilSample == 0)
        {
            _untilSample = _sampleEvery;
            Counters.CompleteLatency.Record(Environment.Clock.Now - emittedAt);
        }
        task.Spout!.Ack(messageId); // set while the phase is Running and a tree is pending
    }

    private void Expire()
    {
        for (_at = 0; _at < _tasks.Length; _at++)
        {
            var task = _tasks[_at];
            while (task.Pending.TryExpire(Now, _timeout, out var messageId))
            {
                Counters.TimedOut++;
                task.Fail(messageId, FailReason.TimedOut, Now); // there is a spout while the phase is Running
            }
        }
    }

    private void FinishTasks()
    {
        foreach (var task in _tasks)
        {
            if (!task.TryFinish())
                continue;
            Flush();
            Environment.Activity.End();
        }
    }

    private void SetActiveNow(bool isActive)
    {
        if (_isActive == isActive)
            return;
        _isActive = isActive;
        _backOff.Reset();
        ForEachTask(task => task.SetActive(isActive));
    }

    private void FailPendingNow(FailReason reason)
    {
        if (Phase != ExecutorPhase.Running)
            return; // nothing is pending
        BeginOutput();
        ForEachTask(task => task.FailAll(reason, Now, Counters));
    }

    private void ForEachTask(Action<SpoutTask> call)
    {
        try
        {
            for (_at = 0; _at < _tasks.Length; _at++)
                call(_tasks[_at]);
        }
        catch (Exception error)
        {
            Fail(_tasks[_at].Plan.Id, error);
        }
    }

    /// <summary>The task that made the root; its code is about to run.</summary>
    private SpoutTask TaskOf(long root) => _tasks[_at = RootId.TaskOf(root) - Plan.Tasks[0].Id];
}
