using Topology.Clustering.Protocol;

namespace Topology.Clustering;

/// <summary>The cluster understood a request and does not carry it out. The message is the master's: what was wrong, what it expected, what to do.</summary>
public sealed class TopologyRefusedException(RefusalKind kind, string message) : TopologyException(message)
{
    /// <summary>For programs. <see cref="RefusalKind.Unavailable"/> only after the request was repeated for its whole time-out and each attempt was answered.</summary>
    public RefusalKind Kind { get; } = kind;
}
