using Microsoft.Extensions.Logging;
using Topology.Clustering.Packages.Loading;
using Topology.Clustering.Transport;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Messaging;
using Topology.Runtime.State;

namespace Topology.Clustering.Worker;

/// <summary>What a worker process has made ready before its actor starts.</summary>
internal sealed record WorkerParts
{
    public required WorkerSpec Spec { get; init; }

    public required LoadedTopology Topology { get; init; }

    public required WorkerThreads Threads { get; init; }

    public required EngineClock Clock { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public required IValueSerializer Serializer { get; init; }

    /// <summary>Where checkpoints are.</summary>
    public required ICheckpointStore Store { get; init; }

    /// <summary>For states larger than memory; null: topologies that ask for it are refused.</summary>
    public IStateStorage? Storage { get; init; }

    public LinkOptions LinkOptions { get; init; } = new();

    /// <summary>Null: links are not encrypted.</summary>
    public LinkTls? Tls { get; init; }
}
