namespace Topology.Runtime.Checkpoints;

/// <summary>The store cannot do what it is asked: its disk is full, its folder read-only, its database away. It may work again later.</summary>
/// <param name="message">Which store, what was asked, why not, what to do.</param>
/// <param name="cause">What the store's technology says.</param>
public class CheckpointStoreException(string message, Exception? cause = null) : TopologyException(message, cause);

/// <summary>Another coordinator has taken the lead: whoever gets this has been given up, and is to end.</summary>
/// <param name="topology">Whose checkpoints.</param>
/// <param name="term">The term of who asked.</param>
/// <param name="leader">The term in force.</param>
public sealed class CheckpointLeadLostException(string topology, long term, long leader)
    : CheckpointStoreException($"Topology \"{topology}\": its checkpoints are led with term {leader} now; this process has the earlier term {term} and was replaced. It ends; there is nothing to do.");

/// <summary>A checkpoint, or a piece of it, is not as it was written, or cannot be read by the components there are.</summary>
/// <param name="message">Topology, checkpoint, component, state: as far as known; and what to do.</param>
/// <param name="cause">What failed, if anything did.</param>
public sealed class CheckpointDamagedException(string message, Exception? cause = null) : TopologyException(message, cause);
