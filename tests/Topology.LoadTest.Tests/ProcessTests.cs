using System.Diagnostics;
using Topology.LoadTest.Reports;

namespace Topology.LoadTest.Tests;

public class ProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // only ever used up by a failing test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_it_drives_a_local_topology_Then_all_is_acked_and_the_reports_are_written()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            // Thresholds of latency and rate depend on the machine: only what must not depend on it is checked.
            var (_, output) = await RunAsync("--local", "--scenario", "soak", "--rate", "500", "--for", "1s", "--warm-up", "500ms", "--report", folder.FullName, "--at-half", "echo half");

            Assert.Contains("| failed | 0 | 0 | met |", output);
            Assert.Contains("| planned | 500 requests in 1.0 s, 500/s |", output);
            Assert.Contains("| exit code 0: half |", output);
            Assert.True(File.Exists(Path.Combine(folder.FullName, "report.html")), output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(64, "unknown option --nonsense", "--nonsense")]
    [InlineData(69, "The target cannot be driven", "--target", "127.0.0.1:1")]
    public async Task When_it_cannot_run_Then_the_exit_code_and_the_message_say_why(int exitCode, string message, params string[] arguments)
    {
        var (code, output) = await RunAsync(arguments);

        Assert.Equal(exitCode, code);
        Assert.Contains(message, output);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(LoadReport).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Token);
            var errors = process.StandardError.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
