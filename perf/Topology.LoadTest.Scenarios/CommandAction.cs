using System.Diagnostics;

namespace Topology.LoadTest.Scenarios;

/// <summary>A command of the system's shell as an action.</summary>
public static class CommandAction
{
    private const int MostOutput = 500; // characters in the report

    /// <param name="at">Since the first request.</param>
    /// <param name="command">One line for sh, or for cmd on Windows.</param>
    /// <param name="environment">Added to that of this process.</param>
    public static TimedAction Create(TimeSpan at, string command, IReadOnlyDictionary<string, string> environment) =>
        new(at, command, token => RunAsync(command, environment, token));

    private static async Task<string> RunAsync(string command, IReadOnlyDictionary<string, string> environment, CancellationToken token)
    {
        var (shell, option) = OperatingSystem.IsWindows() ? ("cmd.exe", "/c") : ("/bin/sh", "-c");
        var start = new ProcessStartInfo(shell) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(option);
        start.ArgumentList.Add(command);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{shell} did not start.");
        var output = process.StandardOutput.ReadToEndAsync(token);
        var errors = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token).ConfigureAwait(false);
        var text = (await output.ConfigureAwait(false) + await errors.ConfigureAwait(false)).Trim();
        return $"exit code {process.ExitCode}{(text.Length > 0 ? ": " : "")}{(text.Length > MostOutput ? text[..MostOutput] + "…" : text)}";
    }
}
