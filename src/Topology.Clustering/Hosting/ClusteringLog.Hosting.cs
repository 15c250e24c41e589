using Microsoft.Extensions.Logging;

namespace Topology.Clustering.Observability;

/// <summary>What hosting logs: ids 180 to 199.</summary>
internal static partial class ClusteringLog
{
    [LoggerMessage(EventId = 180, Message = "{Source}: {Text}")]
    public static partial void AkkaSaid(this ILogger logger, LogLevel level, string source, string text, Exception? cause);

    [LoggerMessage(181, LogLevel.Warning, "The node's configuration: {Warning}")]
    public static partial void ConfigurationWarning(this ILogger logger, string warning);

    [LoggerMessage(183, LogLevel.Information, "Node {Node} ({Roles}) is up at {Address}.")]
    public static partial void NodeIsUp(this ILogger logger, string node, string roles, string address);
}
