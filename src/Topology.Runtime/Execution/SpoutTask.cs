using Topology.Runtime.Acking;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Planning;

namespace Topology.Runtime.Execution;

/// <summary>One task of a spout and when it may be asked for tuples. Owned by the executor's thread.</summary>
internal sealed class SpoutTask(PlannedTask plan, int maxPending, long epoch)
{
    public readonly PlannedTask Plan = plan;

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
        !IsDone && Pending.Count - Pending.Held < maxPending && !Pending.IsExhausted && (!IsCompleting || Pending.Count > 0 || MayReplay);

    /// <summary>Whether the source has ended and all its tuples were processed, but for those that wait in windows: what waits for the end of the input may go on.</summary>
    public bool HasEnded => IsDone || (IsCompleting && Pending.Count == Pending.Held && !MayReplay && OwnAcks.Count == 0);

    /// <summary>Whether the task has just become done.</summary>
    public bool TryFinish()
    {
        if (IsDone || !IsCompleting || Pending.Count > 0 || MayReplay || OwnAcks.Count > 0)
            return false;
        IsDone = true;
        return true;
    }
}
