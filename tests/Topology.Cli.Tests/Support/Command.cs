using Topology.Cli.Commands;

namespace Topology.Cli.Tests.Support;

/// <summary>Runs a command in this process, its outputs redirected.</summary>
internal static class Command
{
    /// <summary>The test assembly as a user names it: it holds the definitions of the folder Fixtures.</summary>
    public static string Fixtures { get; } = typeof(Command).Assembly.Location;

    /// <summary>An assembly that holds one definition.</summary>
    public static string Exclamation { get; } = Beside("Exclamation.dll");

    public static async Task<CliResult> InvokeAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync(args, TextWriter.Synchronized(output), TextWriter.Synchronized(error));
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    public static string Beside(string fileName) => Path.Combine(AppContext.BaseDirectory, fileName);
}
