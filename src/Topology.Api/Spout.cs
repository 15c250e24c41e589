namespace Topology;

/// <summary>A source of tuples.</summary>
/// <remarks>The runtime calls <see cref="Prepare"/>, then <see cref="Activate"/>, then the rest in any order. All calls
/// come one at a time. An exception from any of them restarts the executor with new instances.</remarks>
public abstract class Spout : Component
{
    /// <summary>Called once before anything else, on the thread that will run the spout.</summary>
    /// <param name="context">This task's place in the topology; may be kept.</param>
    /// <param name="collector">Where to emit; may be kept. Only its <see cref="SpoutOutputCollector.Wake"/> may be called
    /// from another thread.</param>
    public virtual void Prepare(TopologyContext context, SpoutOutputCollector collector) { }

    /// <summary>Emits what is ready, if anything, and returns. (Storm's <c>nextTuple</c>.)</summary>
    /// <remarks>
    /// Withheld while the task has reached its limit of pending tuples, is inactive, or has no room at a receiver. A call
    /// that emits nothing is followed by the next after 1 ms, growing to 20 ms, or at once after
    /// <see cref="SpoutOutputCollector.Wake"/>. It should not block; one that does holds a thread of its own.
    /// </remarks>
    public abstract void Execute();

    /// <summary>The tuple tree of a tracked emit was processed completely.</summary>
    /// <param name="messageId">The id given to the emit.</param>
    public virtual void Ack(Value messageId) { }

    /// <summary>The tuple tree of a tracked emit will not complete; the spout decides whether to emit it again.</summary>
    /// <param name="messageId">The id given to the emit.</param>
    /// <param name="reason">Why.</param>
    public virtual void Fail(Value messageId, FailReason reason) { }

    /// <summary>Called after <see cref="Prepare"/> and whenever the topology is activated again.</summary>
    public virtual void Activate() { }

    /// <summary>Called when the topology is deactivated: <see cref="Execute"/> will not be called until
    /// <see cref="Activate"/>; acks and fails still are.</summary>
    public virtual void Deactivate() { }
}
