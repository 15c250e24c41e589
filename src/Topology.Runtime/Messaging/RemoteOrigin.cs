namespace Topology.Runtime.Messaging;

/// <summary>Where batches of one executor of another worker come from: gives the credit back over the link they came by.</summary>
/// <remarks>Thread safety: the link's reading thread takes, the receiver's releases.</remarks>
internal sealed class RemoteOrigin(IDataLink link, int sender, int receiver) : IBatchOrigin
{
    private int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>A batch has arrived.</summary>
    public void Take(int tuples) => Interlocked.Add(ref _inFlight, tuples);

    public void Release(int tuples)
    {
        Interlocked.Add(ref _inFlight, -tuples);
        link.SendCredit(sender, receiver, tuples, 1);
    }
}
