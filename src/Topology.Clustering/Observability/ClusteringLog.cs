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
}
