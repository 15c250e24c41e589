namespace Topology;

/// <summary>Processes tuples and may emit others.</summary>
/// <remarks>A plain bolt must ack or fail each input, in <see cref="Execute"/> or later; <see cref="BasicBolt"/> does so
/// by itself.</remarks>
public abstract class Bolt : Component
{
    /// <summary>Called once before the first tuple.</summary>
    /// <param name="context">This task's place in the topology; may be kept.</param>
    /// <param name="collector">Where to emit, ack and fail; may be kept, but is to be used on this executor's thread
    /// only. Other threads come back by <see cref="TopologyContext.Post"/>.</param>
    public virtual void Prepare(TopologyContext context, OutputCollector collector) { }

    /// <summary>Processes one tuple, or one tick (<see cref="StreamTuple.IsTick"/>).</summary>
    /// <param name="input">The tuple; safe to keep. Must be acked or failed, now or later.</param>
    /// <remarks>May block: the runtime lends the executor a thread of its own as long as it does. An exception fails
    /// <paramref name="input"/> and restarts the executor.</remarks>
    public abstract void Execute(StreamTuple input);
}
