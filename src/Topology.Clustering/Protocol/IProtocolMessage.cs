namespace Topology.Clustering.Protocol;

/// <summary>A message that may cross between processes. <c>ProtocolSerializer</c> knows exactly the types of this assembly that bear this marker, by name, and refuses all others.</summary>
public interface IProtocolMessage;
