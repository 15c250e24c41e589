namespace Topology;

/// <summary>What a spout and a bolt have in common.</summary>
/// <remarks>
/// The runtime makes one instance per task by the factory given to <see cref="TopologyBuilder"/>, and a new one after
/// each restart. All methods of one instance are called by one thread at a time; which thread it is may change from
/// call to call, with everything written before visible after.
/// </remarks>
public abstract class Component
{
    /// <summary>Declares the streams this component emits to.</summary>
    /// <param name="declarer">Takes the declarations; not to be kept.</param>
    /// <remarks>Called on an instance that is never prepared, while the topology is built. It must depend on nothing
    /// but the constructor. An exception becomes a mistake of <see cref="InvalidTopologyException"/>.</remarks>
    public abstract void DeclareOutputFields(OutputFieldsDeclarer declarer);

    /// <summary>Called once when the task stops in good order: the topology completed, was killed, or is rebalanced.</summary>
    /// <remarks>Not called when a component is restarted after a failure, nor when the process dies: nothing that must
    /// not be lost may depend on it. An exception is reported and otherwise ignored. Nothing can be emitted, acked or failed any more: the collector throws.</remarks>
    public virtual void Cleanup() { }
}
