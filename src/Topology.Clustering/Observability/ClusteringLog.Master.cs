using Microsoft.Extensions.Logging;

namespace Topology.Clustering.Observability;

/// <summary>What the master logs.</summary>
internal static partial class ClusteringLog
{
    [LoggerMessage(201, LogLevel.Information, "The master is on node {Node} and has read its journal: {Topologies} topologies are alive.")]
    public static partial void MasterStarted(this ILogger logger, string node, int topologies);

    [LoggerMessage(202, LogLevel.Error, "The master has failed and starts again from its journal; topologies run on meanwhile.")]
    public static partial void MasterFailed(this ILogger logger, Exception cause);

    [LoggerMessage(203, LogLevel.Warning, "The master could not save a snapshot; its journal grows until it can.")]
    public static partial void SnapshotFailed(this ILogger logger, Exception cause);

    [LoggerMessage(205, LogLevel.Information, "{Count} packages that no topology runs were deleted.")]
    public static partial void PackagesDeleted(this ILogger logger, int count);

    [LoggerMessage(206, LogLevel.Warning, "Packages that no topology runs cannot be deleted; ignored, tried again later.")]
    public static partial void PackagesNotDeleted(this ILogger logger, Exception error);

    [LoggerMessage(207, LogLevel.Debug, "The master's journal was read for practice: {Topologies} topologies are alive.")]
    public static partial void Rehearsed(this ILogger logger, int topologies);

    [LoggerMessage(204, LogLevel.Warning, "A {Request} from {Address} was refused: wrong token.")]
    public static partial void TokenWrong(this ILogger logger, string request, string address);
}
