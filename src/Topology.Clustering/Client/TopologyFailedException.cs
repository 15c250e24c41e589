namespace Topology.Clustering;

/// <summary>A topology on a cluster has failed. The message is its cause.</summary>
public sealed class TopologyFailedException(string message) : TopologyException(message);
