namespace Topology.Clustering;

/// <summary>A master that may have taken the request did not answer in time: what was asked for may have been done, or be done yet.</summary>
public sealed class RequestUnansweredException(string message, Exception? cause = null) : TopologyException(message, cause);
