using Microsoft.Extensions.Logging;

namespace Topology.Clustering;

/// <summary>What a client logs. Its ids begin at 191, so that they differ from those of the other logs.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(191, LogLevel.Debug, "The master at {Master} is there.")]
    public static partial void MasterFound(this ILogger logger, MasterEndpoint master);

    [LoggerMessage(192, LogLevel.Warning, "The master at {Master} is lost: {Reason}.")]
    public static partial void MasterLost(this ILogger logger, MasterEndpoint master, string reason);
}
