using Microsoft.Extensions.Logging;

namespace Topology.Runtime.Observability;

/// <summary>What the engine logs. Nothing on the way of a tuple, unless topology.debug asks for it.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(1, LogLevel.Information, "{Component} (task {Task}) emitted to {Stream}: {Values}")]
    public static partial void EmittedTuple(this ILogger logger, string component, int task, string stream, string values);
}
