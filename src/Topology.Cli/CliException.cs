namespace Topology.Cli;

/// <summary>Ends the command with a message for the user; no stack trace is of any use to them.</summary>
internal sealed class CliException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;

    public static CliException WrongUsage(string message, Exception? inner = null) => new(Cli.ExitCode.WrongUsage, message, inner);

    public static CliException Failed(string message, Exception? inner = null) => new(Cli.ExitCode.Failed, message, inner);
}
