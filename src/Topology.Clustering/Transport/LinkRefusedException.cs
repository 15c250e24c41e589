namespace Topology.Clustering.Transport;

/// <summary>The listening end does not want this connection.</summary>
/// <param name="reason">Why.</param>
internal sealed class LinkRefusedException(string reason) : TopologyException($"The link is refused: {reason}.");
