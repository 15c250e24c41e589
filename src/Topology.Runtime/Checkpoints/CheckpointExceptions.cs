namespace Topology.Runtime.Checkpoints;

/// <summary>The store cannot do what it is asked: its disk is full, its folder read-only, its database away. It may work again later.</summary>
/// <param name="message">Which store, what was asked, why not, what to do.</param>
/// <param name="cause">What the store's technology says.</param>
public sealed class CheckpointStoreException(string message, Exception? cause = null) : TopologyException(message, cause);

/// <summary>A checkpoint, or a piece of it, is not as it was written, or cannot be read by the components there are.</summary>
/// <param name="message">Topology, checkpoint, component, state: as far as known; and what to do.</param>
/// <param name="cause">What failed, if anything did.</param>
public sealed class CheckpointDamagedException(string message, Exception? cause = null) : TopologyException(message, cause);
