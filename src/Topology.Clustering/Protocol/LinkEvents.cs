using Topology.Clustering.Transport;

namespace Topology.Clustering.Protocol;

/// <summary>Within a worker: another one has connected and shown its key.</summary>
internal sealed record LinkAccepted(LinkIdentity Identity, LinkConnection Connection);

/// <summary>Within a worker: the connection that was asked for is there.</summary>
internal sealed record LinkConnected(RequestLink Request, LinkConnection Connection);

/// <summary>Within a worker: the connection did not come about.</summary>
internal sealed record LinkNotConnected(RequestLink Request, Exception Reason);

/// <summary>Within a worker: a link that was up is lost.</summary>
internal sealed record LinkBroken(int Worker, DataLink Link, Exception Reason);

/// <summary>Within a worker: ask again for links that are missing.</summary>
internal sealed record AskForLinks
{
    public static AskForLinks Instance { get; } = new();
}

/// <summary>Within a worker: tell the master how things are.</summary>
internal sealed record WorkerReportTick
{
    public static WorkerReportTick Instance { get; } = new();
}

/// <summary>Within a worker: every spout knows whether it may emit.</summary>
internal sealed record SpoutsTold(bool IsActive);
