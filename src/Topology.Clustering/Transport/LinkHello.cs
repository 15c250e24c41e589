namespace Topology.Clustering.Transport;

/// <summary>Who connects.</summary>
/// <param name="TopologyId">The topology.</param>
/// <param name="Generation">Of the placement.</param>
/// <param name="From">The connecting worker.</param>
/// <param name="FromIncarnation">Of its process.</param>
internal sealed record LinkIdentity(string TopologyId, long Generation, int From, long FromIncarnation);

/// <summary>The first thing that is said on a connection.</summary>
/// <param name="Identity">Who connects.</param>
/// <param name="Key">The key that was given to it for this.</param>
internal sealed record LinkHello(LinkIdentity Identity, ReadOnlyMemory<byte> Key);
