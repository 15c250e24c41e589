using Topology.Runtime.Acking;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Observability;
using Topology.Runtime.Planning;
using Topology.Runtime.Watermarks;

namespace Topology.Runtime.Execution;

/// <summary>One task of a spout and when it may be asked for tuples. Owned by the executor's thread.</summary>
internal sealed class SpoutTask(PlannedTask plan, int maxPending, long epoch, bool awaitsReplays)
{
    public readonly PlannedTask Plan = plan;

    /// <summary>Trees that may wait for a checkpoint, a task: some 100 MB here and where they are acked, and a second of a million tuples.</summary>
    public const int MaxWaiting = 1 << 20;

    private readonly AwaitedReplays? _replays = awaitsReplays ? new AwaitedReplays() : null;
    private readonly Queue<(long Checkpoint, long At)> _barriers = new(); // whose completion the task has not heard of
    private bool _hasAsked; // for a checkpoint, since the last one

    /// <summary>Outlives restarts, so that late answers to trees of an earlier instance find nothing.</summary>
    public readonly PendingRoots Pending = new(plan.Id, epoch);

    /// <summary>Trees that no acker will answer for, as nobody received a tuple of them.</summary>
    public readonly Queue<long> OwnAcks = new();

    /// <summary>Tracked emits that a checkpoint is to ack; null unless delivery is effectively-once.</summary>
    public CheckpointAcks? Checkpointed;

    /// <summary>Null: between a failure and the restart, or not started.</summary>
    public Spout? Spout;

    /// <summary>Whether the call under way has emitted.</summary>
    public bool HasEmitted;

    /// <summary>Complete was called by this instance.</summary>
    public bool IsCompleting;

    /// <summary>A tree failed since the last Execute that emitted nothing: the spout may want to emit it again.</summary>
    public bool MayReplay;

    /// <summary>Completed, and nothing is pending or may be emitted again. Final.</summary>
    public bool IsDone;

    /// <summary>Whether Execute may be called.</summary>
    public bool MayExecute =>
        !IsDone && Pending.InFlight < maxPending && Pending.Waiting < MaxWaiting && !Pending.IsExhausted && (!IsCompleting || Pending.Count > 0 || MayReplay);

    /// <summary>Whether the source has ended and all its tuples were processed, but for those that wait in windows or for a checkpoint: what waits for the end of the input may go on.</summary>
    public bool HasEnded => IsDone || (IsCompleting && Pending.InFlight == 0 && !MayReplay && OwnAcks.Count == 0 && !IsReplaying);

    /// <summary>Whether it is to emit again what a restarted executor has lost.</summary>
    public bool IsReplaying => _replays?.IsWaiting == true;

    /// <summary>When that may be over; MaxValue: it is not so.</summary>
    public long LookAtReplaysAt => _replays?.LookAt ?? long.MaxValue;

    /// <summary>Begins a tree.</summary>
    /// <returns>Its root id.</returns>
    public long Begin(Value messageId, long now)
    {
        _replays?.Emitted(messageId, now);
        return Pending.Add(messageId, now);
    }

    /// <summary>A tree has failed: tells the spout, which there is.</summary>
    public void Fail(Value messageId, FailReason reason, long now)
    {
        MayReplay = true;
        if (reason == FailReason.Restarted)
            _replays?.Failed(messageId, now);
        Spout!.Fail(messageId, reason); // promised by the caller
    }

    /// <summary>Fails every tree that is pending; there is a spout.</summary>
    public void FailAll(FailReason reason, long now, ExecutorCounters counters)
    {
        for (var left = Pending.Count; left > 0 && Pending.TryTakeOldest(out var messageId); left--)
        {
            counters.Failed++;
            Fail(messageId, reason, now);
        }
    }

    /// <summary>Lets the spout emit, or stops it.</summary>
    public void SetActive(bool isActive)
    {
        _replays?.Withhold(); // until it is asked
        if (isActive)
            Spout?.Activate();
        else
            Spout?.Deactivate();
    }

    /// <summary>The spout was asked and had nothing to emit.</summary>
    public void NothingEmitted()
    {
        MayReplay = false;
        _replays?.NothingEmitted();
    }

    /// <summary>Notes which replays are over by now.</summary>
    /// <returns>Whether there are new ones.</returns>
    public bool LookAtReplays(long now)
    {
        _replays?.Look(now);
        return _replays?.TakeNew() == true;
    }

    /// <summary>Those that are pending are about to fail, and to be emitted again.</summary>
    public void ExpectReplays(long now)
    {
        if (Pending.Count > 0)
            _replays?.Expect(now);
    }

    /// <summary>The spout is not asked.</summary>
    public void Withhold() => _replays?.Withhold();

    /// <summary>The spout is asked.</summary>
    public void Ask(long now) => _replays?.Ask(now);

    /// <summary>The instance is gone. What it had in flight is forgotten.</summary>
    /// <returns>How many emits that were.</returns>
    public long Abandon()
    {
        Spout = null;
        OwnAcks.Clear();
        _replays?.Abandon();
        return Pending.Clear() + (Checkpointed?.Clear() ?? 0);
    }

    /// <summary>A barrier follows what was emitted so far.</summary>
    public void Divide(long checkpoint, long now)
    {
        _barriers.Enqueue((checkpoint, now));
        Checkpointed?.Divide(checkpoint);
    }

    /// <summary>A checkpoint is complete: what was emitted before its barrier waits no longer.</summary>
    public void EndWait(long checkpoint, long now)
    {
        var before = long.MinValue;
        while (_barriers.TryPeek(out var barrier) && barrier.Checkpoint <= checkpoint)
            before = _barriers.Dequeue().At;
        Pending.EndWait(before, now);
        _hasAsked = false;
    }

    /// <summary>Whether a checkpoint is to be asked for: without one some task cannot go on before long, or has nothing else to do. Once for each.</summary>
    public static bool AnyAsksForCheckpoint(SpoutTask[] tasks, bool isActive)
    {
        var any = false;
        foreach (var task in tasks)
            any |= task.AsksForCheckpoint(isActive);
        return any;
    }

    private bool AsksForCheckpoint(bool isActive)
    {
        var isIdle = (IsCompleting || !isActive) && Pending is { Waiting: > 0, InFlight: 0 };
        if (_hasAsked || (!isIdle && Pending.Waiting < MaxWaiting / 2))
            return false;
        return _hasAsked = true;
    }

    /// <summary>Whether the task has just become done.</summary>
    public bool TryFinish()
    {
        if (IsDone || !IsCompleting || Pending.Count > 0 || MayReplay || OwnAcks.Count > 0 || IsReplaying)
            return false;
        IsDone = true;
        return true;
    }
}
