namespace Topology.Clustering.Protocol;

/// <summary>Worker → worker: I want to connect. Of two workers the one with the lower number asks.</summary>
/// <param name="TopologyId">Must be the receiver's.</param>
/// <param name="Generation">Must be the receiver's; while it has older orders it says so, and is asked again.</param>
/// <param name="From">Who asks.</param>
/// <param name="FromIncarnation">Of its process; must be the one in the receiver's orders.</param>
/// <param name="To">The receiver.</param>
/// <param name="ToIncarnation">Of the receiver's process.</param>
public sealed record RequestLink(string TopologyId, long Generation, int From, long FromIncarnation, int To, long ToIncarnation) : IProtocolMessage;

/// <summary>Worker → worker: connect to this address and show this key; it is good for one connection within 10 s.</summary>
/// <param name="Request">What is answered.</param>
/// <param name="Host">Where it listens.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Key">32 random bytes.</param>
public sealed record LinkGranted(RequestLink Request, string Host, int Port, byte[] Key) : IProtocolMessage;

/// <summary>Worker → worker: not now.</summary>
/// <param name="Request">What is answered.</param>
/// <param name="IsFinal">Whether asking again is useless: the asker's orders are older than the receiver's.</param>
/// <param name="Reason">For the log.</param>
public sealed record LinkRefused(RequestLink Request, bool IsFinal, string Reason) : IProtocolMessage;
