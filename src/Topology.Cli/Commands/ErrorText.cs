using System.Reflection;
using Topology.Clustering.Packages.Loading;

namespace Topology.Cli.Commands;

/// <summary>What is printed of an exception, and the exit code it means.</summary>
internal static class ErrorText
{
    public static int ExitCodeOf(Exception error) => Unwrapped(error) switch
    {
        CliException cli => cli.ExitCode,
        TopologyArgumentException or TopologyConfigException or TopologyLoadException { IsUsageMistake: true } => ExitCode.WrongUsage,
        _ => ExitCode.Failed,
    };

    /// <summary>Whether its message was written for those who read it, so that nobody needs a stack trace.</summary>
    public static bool IsExplained(Exception error) => Unwrapped(error) is CliException or TopologyException;

    /// <summary>The message and, one a line, the causes that say something new; the whole of it with stack traces if verbose.</summary>
    public static string Of(Exception error, bool verbose)
    {
        if (verbose)
            return error.ToString();

        var lines = new List<string>();
        for (Exception? e = Unwrapped(error); e is not null; e = e.InnerException)
        {
            var line = IsExplained(e) ? e.Message : $"{e.GetType().Name}: {e.Message}";
            if (!lines.Exists(earlier => earlier.Contains(e.Message, StringComparison.Ordinal)))
                lines.Add(lines.Count == 0 ? line : $"  because: {line}");
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static Exception Unwrapped(Exception error) =>
        error is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 } && error.InnerException is { } inner
            ? Unwrapped(inner)
            : error;
}
