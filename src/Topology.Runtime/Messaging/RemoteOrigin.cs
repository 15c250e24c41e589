using Topology.Engine;

namespace Topology.Runtime.Messaging;

/// <summary>Where batches of one executor of another worker come from: gives the credit back over the link they came by.</summary>
/// <remarks>
/// Credit goes back in steps, not batch by batch: at low rates a message for each batch costs more than the batch, as it wakes up to two
/// threads in each process. Thread safety: the link's reading thread takes, the receiver's does everything else.
/// </remarks>
/// <param name="link">The way back.</param>
/// <param name="sender">The executor over there.</param>
/// <param name="receiver">The executor here.</param>
/// <param name="step">Tuples whose credit goes back together: a part of the window, since the sender counts them as in flight meanwhile.</param>
internal sealed class RemoteOrigin(IDataLink link, int sender, int receiver, int step) : IBatchOrigin
{
    private int _inFlight;
    private TupleBatch? _last; // the last batch, if it was a watermark; the link's reading thread's
    private int _tuples; // consumed, and not given back yet; as are the batches
    private int _batches;

    public int SenderId => sender;

    public int InFlight => Volatile.Read(ref _inFlight);

    public bool HasDebt => _batches > 0;

    /// <summary>A batch has arrived.</summary>
    /// <returns>False: it is a watermark, and one that waits has taken its place, so that what waits is bounded by the credit for tuples.</returns>
    public bool Take(TupleBatch batch)
    {
        if (batch.IsWatermark && _last?.TryReplace(batch.Signal) == true)
            return false;
        _last = batch.IsWatermark ? batch : null;
        Interlocked.Add(ref _inFlight, batch.Count);
        return true;
    }

    public void Release(int tuples)
    {
        Interlocked.Add(ref _inFlight, -tuples);
        _tuples += tuples;
        _batches++;
        if (_tuples >= step)
            Settle();
    }

    public void Settle()
    {
        if (_batches == 0)
            return;
        link.SendCredit(sender, receiver, _tuples, _batches);
        _tuples = _batches = 0;
    }
}
