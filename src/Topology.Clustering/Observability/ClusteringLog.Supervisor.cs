using Microsoft.Extensions.Logging;

namespace Topology.Clustering.Observability;

/// <summary>What supervisors log.</summary>
internal static partial class ClusteringLog
{
    [LoggerMessage(301, LogLevel.Information, "Worker {Worker} of {Topology}, incarnation {Incarnation}, runs as process {Process}.")]
    public static partial void WorkerRuns(this ILogger logger, string topology, int worker, long incarnation, int process);

    [LoggerMessage(302, LogLevel.Information, "Worker {Worker} of {Topology}, incarnation {Incarnation}, was running already as process {Process} and is watched again.")]
    public static partial void WorkerAdopted(this ILogger logger, string topology, int worker, long incarnation, int process);

    [LoggerMessage(303, LogLevel.Warning, "Worker {Worker} of {Topology}, incarnation {Incarnation}, has ended. {Detail}")]
    public static partial void WorkerEnded(this ILogger logger, string topology, int worker, long incarnation, string detail);

    [LoggerMessage(304, LogLevel.Error, "Worker {Worker} of {Topology}, incarnation {Incarnation}, cannot be started: {Reason}")]
    public static partial void WorkerNotStarted(this ILogger logger, string topology, int worker, long incarnation, string reason);

    [LoggerMessage(305, LogLevel.Warning, "Package {Package} cannot be fetched; tried again: {Reason}")]
    public static partial void PackageNotFetched(this ILogger logger, string package, string reason);

    [LoggerMessage(306, LogLevel.Warning, "Packages that are needed no more cannot be removed; ignored.")]
    public static partial void PackagesNotPruned(this ILogger logger, Exception cause);

    [LoggerMessage(307, LogLevel.Error, "{Effect} cannot be carried out; ignored.")]
    public static partial void EffectFailed(this ILogger logger, string effect, Exception cause);

    [LoggerMessage(308, LogLevel.Error, "The supervisor's state cannot be read; workers are found by their folders instead: {Reason}")]
    public static partial void StateDamaged(this ILogger logger, string reason);

    [LoggerMessage(309, LogLevel.Warning, "The log of worker {Worker} of {Topology} cannot be cut; ignored.")]
    public static partial void LogNotCut(this ILogger logger, string topology, int worker, Exception cause);

    [LoggerMessage(310, LogLevel.Warning, "The folder of a worker that is needed no more cannot be removed; ignored.")]
    public static partial void FolderNotRemoved(this ILogger logger, Exception cause);

    [LoggerMessage(311, LogLevel.Warning, "Logs of workers that have ended cannot be deleted; ignored, tried again later.")]
    public static partial void LogsNotDeleted(this ILogger logger, Exception error);
}
