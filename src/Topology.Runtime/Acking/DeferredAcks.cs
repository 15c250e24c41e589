namespace Topology.Runtime.Acking;

/// <summary>The acks of tasks that keep state, at least once: sent when a complete checkpoint holds what the inputs have changed, as until then only these instances know of it. Owned by the
/// executor's thread.</summary>
/// <remarks>An input takes 16 bytes here, whatever its size. Its trees wait meanwhile: see <see cref="PendingRoots.Wait"/>.</remarks>
internal sealed class DeferredAcks
{
    private readonly AckOutbox _acks;
    private readonly Queue<Snapshot> _taken = [];
    private List<(int Acker, AckBatch Batch)> _open = []; // since the last snapshot

    /// <param name="acks">The executor's way to the ackers.</param>
    public DeferredAcks(AckOutbox acks)
    {
        _acks = acks;
        Outbox = new AckOutbox([.. Enumerable.Range(0, acks.Ackers).Select(acker => new Keeper(this, acker))]);
    }

    /// <summary>Where tasks ack.</summary>
    public AckOutbox Outbox { get; }

    /// <summary>Whether there are any.</summary>
    public bool Any => Outbox.HasOpen || _open.Count > 0 || _taken.Any(snapshot => snapshot.Acks.Count > 0);

    /// <summary>Tells the ackers which trees wait.</summary>
    public void Flush() => Outbox.Flush();

    /// <summary>A snapshot was taken, which holds what the inputs acked so far have changed.</summary>
    /// <param name="checkpoint">Whose.</param>
    /// <param name="hasEmitted">Whether something was emitted for it that is anchored to nothing: if the checkpoint is given up, nobody knows what became of it.</param>
    public void Taken(long checkpoint, bool hasEmitted)
    {
        Flush();
        if (_open.Count == 0 && _taken.Count == 0)
            return;
        _taken.Enqueue(new Snapshot(checkpoint, hasEmitted, _open));
        _open = [];
    }

    /// <summary>A checkpoint is complete: acks what it holds.</summary>
    public void Completed(long checkpoint)
    {
        while (_taken.TryPeek(out var next) && next.Checkpoint <= checkpoint)
        {
            foreach (var (acker, batch) in _taken.Dequeue().Acks)
                _acks.Send(acker, batch);
        }
    }

    /// <summary>A checkpoint is given up. Its inputs wait for the next one; but if something was emitted for them, they fail, as it may be lost.</summary>
    public void GivenUp(long checkpoint)
    {
        if (!_taken.Any(snapshot => snapshot.Checkpoint <= checkpoint && snapshot.HasEmitted))
            return;
        while (_taken.TryPeek(out var next) && next.Checkpoint <= checkpoint)
            Fail(_taken.Dequeue().Acks, FailReason.Failed);
    }

    /// <summary>The instances are gone, and with them what the inputs have changed.</summary>
    public void FailAll()
    {
        Flush();
        while (_taken.TryDequeue(out var snapshot))
            Fail(snapshot.Acks, FailReason.Restarted);
        Fail(_open, FailReason.Restarted);
        _open.Clear();
    }

    private void Fail(List<(int Acker, AckBatch Batch)> acks, FailReason reason)
    {
        foreach (var (_, batch) in acks)
        {
            for (var i = 0; i < batch.Count; i++)
                _acks.Fail(batch[i].Root, reason);
        }
    }

    private void Keep(int acker, AckBatch batch)
    {
        _open.Add((acker, batch));
        for (var i = 0; i < batch.Count; i++)
            _acks.Wait(batch[i].Root);
    }

    private sealed record Snapshot(long Checkpoint, bool HasEmitted, List<(int Acker, AckBatch Batch)> Acks);

    /// <summary>Stands for an acker.</summary>
    private sealed class Keeper(DeferredAcks owner, int acker) : IAckTarget
    {
        public bool IsRemote => false;

        public void Deliver(AckBatch batch) => owner.Keep(acker, batch);
    }
}
