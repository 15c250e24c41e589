using Microsoft.Extensions.Logging;

namespace Topology.Clustering.Observability;

/// <summary>What workers log.</summary>
internal static partial class ClusteringLog
{
    [LoggerMessage(150, LogLevel.Information, "Worker {Worker} is connected with worker {Other}.")]
    public static partial void LinkIsUp(this ILogger logger, int worker, int other);

    [LoggerMessage(151, LogLevel.Warning, "Worker {Worker} has lost its link to worker {Other}: {Reason}")]
    public static partial void LinkIsLost(this ILogger logger, int worker, int other, string reason);

    [LoggerMessage(152, LogLevel.Warning, "A connection from {From} is refused: {Reason}.")]
    public static partial void LinkStrangerRefused(this ILogger logger, string from, string reason);

    [LoggerMessage(153, LogLevel.Information, "Worker {Worker} asks worker {Other} for a link again: {Reason}")]
    public static partial void LinkNotYet(this ILogger logger, int worker, int other, string reason);

    [LoggerMessage(154, LogLevel.Information, "Worker {Worker} of {Topology}, incarnation {Incarnation}, process {Process}, runs at {Address}.")]
    public static partial void WorkerRunsAt(this ILogger logger, int worker, string topology, long incarnation, int process, string address);

    [LoggerMessage(155, LogLevel.Information, "Worker {Worker} takes orders of generation {Generation}: {Goal}, {Executors} executors here.")]
    public static partial void OrdersTaken(this ILogger logger, int worker, long generation, string goal, int executors);

    [LoggerMessage(156, LogLevel.Error, "Worker {Worker} cannot go on: {Cause}")]
    public static partial void WorkerFailed(this ILogger logger, int worker, string cause);

    [LoggerMessage(157, LogLevel.Information, "Worker {Worker} has stopped all executors.")]
    public static partial void WorkerStopped(this ILogger logger, int worker);

    [LoggerMessage(159, LogLevel.Warning, "Worker {Worker}: the topology goes back to its last checkpoint. {Cause}")]
    public static partial void WorkerSetBack(this ILogger logger, int worker, string cause);

    [LoggerMessage(158, LogLevel.Warning, "Worker {Worker} is no member of the cluster any more: its executors go on, and it joins again.")]
    public static partial void WorkerRemoved(this ILogger logger, int worker);

    [LoggerMessage(160, LogLevel.Warning, "Worker {Worker} could not write its address beside its spec; ignored. Should it be killed, the cluster notices some seconds later.")]
    public static partial void AddressNotSaved(this ILogger logger, int worker, Exception error);
}
