using Microsoft.Extensions.Logging;

namespace Topology.Cli.Running;

/// <summary>A log message as one line.</summary>
internal static class LogLine
{
    public static string Of(LogLevel level, string category, string message, Exception? exception)
    {
        var shortCategory = category[(category.LastIndexOf('.') + 1)..];
        var cause = exception is null || message.Contains(exception.Message, StringComparison.Ordinal)
            ? ""
            : $" ({exception.GetType().Name}: {exception.Message})";
        return $"{level.ToString().ToLowerInvariant()} {shortCategory}: {message}{cause}".ReplaceLineEndings(" ");
    }
}
