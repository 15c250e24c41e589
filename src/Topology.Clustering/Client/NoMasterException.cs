namespace Topology.Clustering;

/// <summary>None of the masters that the client knows can be reached. The message names each with the reason.</summary>
public sealed class NoMasterException(string message) : TopologyException(message);
