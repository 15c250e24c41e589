using System.Text;

namespace Topology.Clustering.Protocol;

/// <summary>Client → gateway (/user/gateway on every master node), which checks the token and passes it on to the master.</summary>
public abstract record ClientRequest : IProtocolMessage
{
    /// <summary>Proves that the client may ask; null where none is configured.</summary>
    public string? Token { get; init; }

    /// <summary>Keeps the token out of logs, which show messages that nobody took.</summary>
    protected virtual bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Token = {(Token is null ? "null" : Secret.Mask)}");
        return true;
    }
}

/// <summary>Runs a topology whose package was uploaded before. Answered with <see cref="TopologyAccepted"/>.</summary>
/// <param name="Name">The name to run under; null: the definition's.</param>
/// <param name="Package">SHA-256 of the package, lower-case hex.</param>
/// <param name="Assembly">A file name within the package.</param>
/// <param name="Definition">The class or name to choose; null if there is only one.</param>
/// <param name="Arguments">For the definition.</param>
/// <param name="Settings">Win over the definition's.</param>
/// <param name="Savepoint">SHA-256 of a savepoint that was uploaded as a package is, to begin with; null: the last checkpoint under the name.</param>
public sealed record SubmitTopology(
    string? Name, string Package, string Assembly, string? Definition, IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Settings, string? Savepoint = null) : ClientRequest;

public sealed record ListTopologies : ClientRequest;

/// <summary>Answered with a <see cref="TopologyReply"/>.</summary>
/// <param name="NameOrId">The name of the last topology that had it, or an id.</param>
public sealed record GetTopology(string NameOrId) : ClientRequest;

public sealed record GetTopologyMetrics(string NameOrId) : ClientRequest;

public sealed record GetTopologyErrors(string NameOrId) : ClientRequest;

/// <summary>How its checkpoints go. Answered with <see cref="CheckpointsReply"/>.</summary>
public sealed record GetTopologyCheckpoints(string NameOrId) : ClientRequest;

/// <summary>Takes a checkpoint now, and puts it into a file of the master. Answered with <see cref="SavepointWritten"/>.</summary>
public sealed record SaveTopology(string NameOrId) : ClientRequest;

/// <summary>A piece of such a file. Answered with <see cref="SavepointPiece"/>.</summary>
/// <param name="Savepoint">Which.</param>
/// <param name="Offset">In bytes.</param>
public sealed record ReadSavepoint(string Savepoint, long Offset) : ClientRequest;

public sealed record ActivateTopology(string NameOrId) : ClientRequest;

public sealed record DeactivateTopology(string NameOrId) : ClientRequest;

/// <param name="NameOrId">Which.</param>
/// <param name="Wait">The longest time for what is in flight; null: the message time-out.</param>
public sealed record KillTopologyByName(string NameOrId, TimeSpan? Wait) : ClientRequest;

/// <param name="NameOrId">Which.</param>
/// <param name="Workers">Null: as before.</param>
/// <param name="Executors">By component; those not named stay.</param>
/// <param name="Wait">The longest time for what is in flight; null: the message time-out.</param>
public sealed record RebalanceTopology(string NameOrId, int? Workers, IReadOnlyDictionary<string, int> Executors, TimeSpan? Wait) : ClientRequest;

/// <summary>A piece of a worker's log. Answered with <see cref="LogPiece"/>.</summary>
/// <param name="NameOrId">Whose.</param>
/// <param name="Worker">Which worker's.</param>
/// <param name="Offset">In bytes; negative: so many before the end.</param>
/// <param name="MaxBytes">At most; 64 KiB are given at most.</param>
public sealed record ReadWorkerLog(string NameOrId, int Worker, long Offset, int MaxBytes) : ClientRequest;

/// <summary>Nodes, masters, settings in force with secrets masked. Answered with <see cref="ClusterReply"/>.</summary>
public sealed record GetCluster : ClientRequest;

/// <summary>Announces a package. Answered with <see cref="UploadState"/>.</summary>
/// <param name="Package">SHA-256, lower-case hex.</param>
/// <param name="Bytes">Its size.</param>
public sealed record BeginUpload(string Package, long Bytes) : ClientRequest;

/// <summary>A piece of it, in order. Answered with <see cref="UploadState"/>.</summary>
/// <param name="Package">SHA-256 of the whole.</param>
/// <param name="Offset">Where the piece belongs.</param>
/// <param name="Bytes">At most 256 KiB.</param>
public sealed record UploadPiece(string Package, long Offset, byte[] Bytes) : ClientRequest;

/// <summary>How far an upload has come.</summary>
/// <param name="Package">SHA-256 of the whole.</param>
/// <param name="Received">Bytes the master has: where the next piece begins.</param>
/// <param name="IsComplete">Whether the whole package is stored and its hash is right.</param>
public sealed record UploadState(string Package, long Received, bool IsComplete) : IProtocolMessage;

/// <summary>The answer to any request that cannot be met.</summary>
/// <param name="Kind">For programs.</param>
/// <param name="Reason">For people: what was wrong, what was expected, what to do.</param>
public sealed record RequestRefused(RefusalKind Kind, string Reason) : IProtocolMessage;

/// <summary>Why a request was refused.</summary>
public enum RefusalKind
{
    /// <summary>The token or the certificate does not allow it.</summary>
    Forbidden,

    /// <summary>There is no such topology, package or log.</summary>
    NotFound,

    /// <summary>The request makes no sense, or contradicts the state of the topology.</summary>
    Invalid,

    /// <summary>Not now: try again.</summary>
    Unavailable,
}

public sealed record TopologyAccepted(string Id, string Name) : IProtocolMessage;

/// <summary>A request was carried out, or will be.</summary>
public sealed record Done : IProtocolMessage;

public sealed record TopologyListReply(IReadOnlyList<TopologyInfo> Topologies) : IProtocolMessage;

public sealed record TopologyReply(TopologyInfo Topology) : IProtocolMessage;

public sealed record TopologyMetricsReply(TopologyMetrics Metrics) : IProtocolMessage;

public sealed record TopologyErrorsReply(IReadOnlyList<ComponentError> Errors) : IProtocolMessage;

/// <param name="Checkpoints">Null: it takes none.</param>
public sealed record CheckpointsReply(CheckpointReport? Checkpoints) : IProtocolMessage;

/// <param name="Savepoint">To be read piece by piece; it is kept for an hour.</param>
/// <param name="Checkpoint">Its id.</param>
/// <param name="Bytes">Its length.</param>
public sealed record SavepointWritten(string Savepoint, long Checkpoint, long Bytes) : IProtocolMessage;

public sealed record SavepointPiece(string Savepoint, long Offset, byte[] Bytes) : IProtocolMessage;

/// <param name="Offset">Where the piece begins.</param>
/// <param name="Bytes">UTF-8 text; empty at the end.</param>
/// <param name="Length">Of the whole log at that moment.</param>
public sealed record LogPiece(long Offset, byte[] Bytes, long Length) : IProtocolMessage;

public sealed record ClusterReply(ClusterInfo Cluster) : IProtocolMessage;
