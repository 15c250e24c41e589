using Topology.Engine;
using Topology.Runtime.Execution;

namespace Topology.Runtime.Messaging;

/// <summary>The way of tuples from one executor to another, with its credit.</summary>
/// <param name="sender">Woken when there is credit again.</param>
public abstract class Channel(Executor sender)
{
    public Executor Sender { get; } = sender;

    /// <summary>Tuples sent and not yet consumed. Any thread.</summary>
    public abstract int InFlight { get; }

    /// <summary>Hands the batch over, unless the window is used up; then the caller keeps it and will be woken. The sender's thread.</summary>
    public abstract bool TrySend(TupleBatch batch);
}

/// <summary>Where a batch came from, as its receiver sees it.</summary>
public interface IBatchOrigin
{
    /// <summary>The sending executor's id.</summary>
    int SenderId { get; }

    /// <summary>Tuples that are on their way to the receiver or wait there. Any thread.</summary>
    int InFlight { get; }

    /// <summary>The receiver is done with a batch of that many tuples. The receiver's thread.</summary>
    void Release(int tuples);

    /// <summary>Whether credit is kept back until there is more of it. The receiver's thread; it calls <see cref="Settle"/> in time.</summary>
    bool HasDebt { get; }

    /// <summary>Gives back what was kept. The receiver's thread.</summary>
    void Settle();
}
