namespace Topology.Clustering.Protocol;

/// <summary>Gateway → master: are you there? Answered with <see cref="MasterLocated"/>, or <see cref="RequestRefused"/> while it cannot work.</summary>
public sealed record LocateMaster : IProtocolMessage;

/// <summary>Master → gateway: it is there and has read its journal.</summary>
public sealed record MasterLocated : IProtocolMessage;
