using Topology.Engine;
using Topology.Runtime.Execution;

namespace Topology.Runtime.Messaging;

/// <summary>The way to an executor of this process.</summary>
/// <remarks>
/// Credit is counted in tuples. The sender's thread calls <see cref="TrySend"/>, the receiver's <see cref="Release"/>.
/// A sender that was refused is woken once a quarter of the window is free again: waking it at the first free tuple would move
/// single tuples back and forth, and waking it at half leaves the receiver without work before the sender has got going.
/// </remarks>
public sealed class LocalChannel : Channel, IBatchOrigin
{
    private readonly int _window;
    private readonly int _wakeAt; // tuples in flight
    private int _inFlight; // tuples; added to by the sender, taken from by the receiver
    private int _senderWaits; // 1: the sender was refused and wants to be woken

    /// <summary>Lays the way; while wiring up.</summary>
    /// <param name="sender">Woken when there is credit again.</param>
    /// <param name="receiver">Gets the batches.</param>
    /// <param name="window">Tuples that may be on their way.</param>
    public LocalChannel(Executor sender, BoltExecutor receiver, int window) : base(sender)
    {
        Receiver = receiver;
        SenderId = (sender as ComponentExecutor)?.Plan.Id ?? -1;
        _window = window;
        _wakeAt = window - Math.Max(1, window / 4);
        receiver.AddInput(this);
    }

    public BoltExecutor Receiver { get; }

    public override int InFlight => Volatile.Read(ref _inFlight);

    /// <inheritdoc/>
    public int SenderId { get; }

    /// <inheritdoc/>
    public bool HasDebt => false;

    /// <inheritdoc/>
    public void Settle()
    {
    }

    /// <inheritdoc/>
    /// <remarks>A batch may overshoot the window, so that a window smaller than a batch is not a deadlock.</remarks>
    public override bool TrySend(TupleBatch batch)
    {
        if (Volatile.Read(ref _inFlight) >= _window)
        {
            Interlocked.Exchange(ref _senderWaits, 1);

            // The receiver may have released between the two reads above; it would not have seen that we wait.
            if (Volatile.Read(ref _inFlight) > _wakeAt)
                return false;
            Interlocked.Exchange(ref _senderWaits, 0);
        }
        Interlocked.Add(ref _inFlight, batch.Count);
        batch.Sender = this;
        Receiver.Deliver(batch);
        return true;
    }

    /// <summary>The receiver is done with that many tuples.</summary>
    public void Release(int tuples)
    {
        var left = Interlocked.Add(ref _inFlight, -tuples);
        if (left <= _wakeAt && Volatile.Read(ref _senderWaits) == 1 && Interlocked.Exchange(ref _senderWaits, 0) == 1)
            Sender.Wake();
    }
}
