using Topology.Runtime.Messaging;

namespace Topology.Clustering.Transport;

/// <summary>How a data link behaves. Both ends need the same <see cref="Limits"/>; the rest may differ.</summary>
/// <remarks>The times are measured by the sockets themselves, so in real time.</remarks>
internal sealed record LinkOptions
{
    /// <summary>A link with nothing to send sends an empty frame so often, that the other end knows that it is there.</summary>
    /// <value>1 s: costs nothing, and nine may be late before <see cref="SilenceLimit"/> is over.</value>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A peer that has sent nothing for so long is gone, though its connection was never closed.</summary>
    /// <value>10 s: longer than a collection of garbage takes. A worker that dies is noticed at once, as its system closes the
    /// connection; this is for cables and machines.</value>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long connecting may take, from the first packet to the verdict, whatever the peer does meanwhile.</summary>
    /// <value>5 s: TLS with a machine that is busy takes some 100 ms.</value>
    public TimeSpan HandshakeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How large frames, tuples and messages may get.</summary>
    public CodecLimits Limits { get; init; } = new();

    /// <summary>Whether frames are compressed with LZ4 where that makes them smaller. Each side decides for what it sends.</summary>
    /// <value>False: within one data centre it costs more time than it saves.</value>
    public bool Compress { get; init; }
}
