namespace Topology.Runtime.Checkpoints;

/// <summary>The tracked emits of an effectively-once spout task: acked once a checkpoint holds them, as they will never be emitted again then. Pure; one thread.</summary>
/// <param name="keepsIds">Whether the spout wants to hear of acks: else they are only counted.</param>
internal sealed class CheckpointAcks(bool keepsIds)
{
    private readonly Queue<(long Checkpoint, Emits Emits)> _taken = [];
    private Emits _open = new();

    /// <summary>Those of a task of this spout.</summary>
    public static CheckpointAcks Of(Spout spout) => new(((Action<Value>)spout.Ack).Method.DeclaringType != typeof(Spout));

    /// <summary>Emitted and not acked.</summary>
    public long Count { get; private set; }

    /// <summary>A tracked emit.</summary>
    public void Add(Value messageId)
    {
        Count++;
        _open.Count++;
        if (keepsIds)
            (_open.Ids ??= []).Add(messageId);
    }

    /// <summary>A barrier follows what was emitted so far.</summary>
    public void Divide(long checkpoint)
    {
        if (_open.Count == 0)
            return;
        _taken.Enqueue((checkpoint, _open));
        _open = new Emits();
    }

    /// <summary>A checkpoint is complete: takes the next emits before its barrier, or before one that was given up.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="ids">What was given to them; empty if nobody wants to know.</param>
    /// <param name="count">How many.</param>
    public bool TryTake(long checkpoint, out IReadOnlyList<Value> ids, out long count)
    {
        (ids, count) = ([], 0);
        if (!_taken.TryPeek(out var next) || next.Checkpoint > checkpoint)
            return false;
        _taken.Dequeue();
        (ids, count) = (next.Emits.Ids ?? ids, next.Emits.Count);
        Count -= count;
        return true;
    }

    /// <summary>The instance that emitted is gone. Returns how many it had emitted.</summary>
    public long Clear()
    {
        var left = Count;
        Count = 0;
        _taken.Clear();
        _open = new Emits();
        return left;
    }

    private struct Emits
    {
        public long Count;
        public List<Value>? Ids;
    }
}
