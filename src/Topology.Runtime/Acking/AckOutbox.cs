using System.Runtime.CompilerServices;
using Topology.Engine;

namespace Topology.Runtime.Acking;

/// <summary>Where one executor's acks gather, a batch for each acker. Owned by the executor's thread.</summary>
/// <remarks>Acks never wait for credit, else acker and spout could block each other; what is in flight bounds them.</remarks>
/// <param name="ackers">By number; may change places meanwhile, so each batch goes to who is there when it is sent.</param>
public sealed class AckOutbox(IReadOnlyList<IAckTarget> ackers)
{
    private readonly AckBatch?[] _open = new AckBatch?[ackers.Count];
    private readonly int[] _expected = new int[ackers.Count]; // pairs of the last batches: sizes the next one's array
    private bool _isEmpty = true;

    /// <summary>Whether there are acks that were not sent.</summary>
    public bool HasOpen => !_isEmpty;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ack(long root, long xor)
    {
        var acker = AckLedger.AckerOf(root, _open.Length);
        var batch = _open[acker] ?? OpenBatch(acker);
        batch.Add(root, xor);
        if (batch.IsFull)
            Ship(acker, batch);
    }

    public void Fail(long root, FailReason reason)
    {
        var acker = AckLedger.AckerOf(root, _open.Length);
        (_open[acker] ?? OpenBatch(acker)).Fail(root, reason);
    }

    /// <summary>Fails all trees that a tuple belongs to.</summary>
    public void Fail(TupleBatch batch, int index, FailReason reason)
    {
        var root = batch.RootOf(index);
        if (root == 0)
            return;
        Fail(root, reason);
        foreach (var (other, _) in batch.MoreIdsOf(index))
            Fail(other, reason);
    }

    public void Hold(long root)
    {
        var acker = AckLedger.AckerOf(root, _open.Length);
        var batch = _open[acker] ?? OpenBatch(acker);
        if (batch.Hold(root))
            Ship(acker, batch);
    }

    /// <summary>A tree waits for a checkpoint.</summary>
    public void Wait(long root)
    {
        var acker = AckLedger.AckerOf(root, _open.Length);
        var batch = _open[acker] ?? OpenBatch(acker);
        if (batch.Wait(root))
            Ship(acker, batch);
    }

    /// <summary>Ackers there are.</summary>
    public int Ackers => ackers.Count;

    /// <summary>Sends a batch that was filled elsewhere.</summary>
    public void Send(int acker, AckBatch batch) => ackers[acker].Deliver(batch);

    /// <summary>Sends every open batch.</summary>
    /// <param name="localOnly">Keep those for other workers.</param>
    /// <returns>Whether any was for another worker.</returns>
    public bool Flush(bool localOnly = false)
    {
        var (isRemote, isEmpty) = (false, true);
        if (_isEmpty)
            return isRemote;
        for (var i = 0; i < _open.Length; i++)
        {
            if (_open[i] is not { } batch)
                continue;
            if (localOnly && ackers[i].IsRemote)
            {
                isEmpty = false;
                continue;
            }
            isRemote |= ackers[i].IsRemote;
            Ship(i, batch);
        }
        _isEmpty = isEmpty;
        return isRemote;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private AckBatch OpenBatch(int acker)
    {
        _isEmpty = false;
        return _open[acker] = new AckBatch(Math.Max(1, _expected[acker]));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Ship(int acker, AckBatch batch)
    {
        _open[acker] = null;
        _expected[acker] = Math.Max(batch.Count, _expected[acker] - _expected[acker] / 8); // a small one now and then does not make the next ones grow
        ackers[acker].Deliver(batch);
    }
}
