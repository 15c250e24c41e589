using Microsoft.Extensions.Logging;

namespace Topology.Clustering.Observability;

/// <summary>What the control plane logs.</summary>
internal static partial class ClusteringLog
{
    [LoggerMessage(101, LogLevel.Warning, "Executor {Executor} failed and restarts in {Delay} ms.")]
    public static partial void ExecutorRestarts(this ILogger logger, string executor, double delay, Exception cause);

    [LoggerMessage(102, LogLevel.Error, "Executor {Executor} failed too often and is given up.")]
    public static partial void ExecutorGivenUp(this ILogger logger, string executor, Exception cause);

    [LoggerMessage(103, LogLevel.Information, "Topology {Name} ({Id}) is {Status}.")]
    public static partial void StatusChanged(this ILogger logger, string name, string id, TopologyStatus status);

    [LoggerMessage(104, LogLevel.Warning, "Topology {Name}: {Count} executors did not stop within {Seconds} s; left alone: {Executors}.")]
    public static partial void ExecutorsHang(this ILogger logger, string name, int count, double seconds, string executors);

    [LoggerMessage(105, LogLevel.Warning, "Topology {Name}: checkpoint {Checkpoint} is given up: {Reason}.")]
    public static partial void CheckpointGivenUp(this ILogger logger, string name, long checkpoint, string reason);

    [LoggerMessage(106, LogLevel.Error, "Topology {Name}: checkpoint {Checkpoint} cannot be used, the one before it is taken: {Damage}")]
    public static partial void CheckpointDamaged(this ILogger logger, string name, long checkpoint, string damage);

    [LoggerMessage(107, LogLevel.Warning, "Topology {Name}: old checkpoints could not be deleted; they will be with the next one.")]
    public static partial void CheckpointsNotPruned(this ILogger logger, string name, Exception cause);

    [LoggerMessage(108, LogLevel.Warning, "Topology {Name} goes back to checkpoint {Checkpoint} in {Delay} ms.")]
    public static partial void TopologyGoesBack(this ILogger logger, string name, long? checkpoint, double delay, Exception cause);

    [LoggerMessage(109, LogLevel.Warning, "Topology {Name}: its checkpoint cannot be read; tried again in {Delay} ms.")]
    public static partial void CheckpointUnreadable(this ILogger logger, string name, double delay, Exception cause);

    [LoggerMessage(110, LogLevel.Warning, "Topology {Name}: its checkpoints have grown to {Megabytes} MiB; the largest piece is {Piece} (checkpoint/component/task/state). Is everything in that state still needed?")]
    public static partial void CheckpointsGrow(this ILogger logger, string name, long megabytes, string piece);
}
