using System.Diagnostics;
using System.Text.Json;

namespace Topology.Cluster.Tests;

/// <summary>The commands as processes, as people and scripts run them.</summary>
public sealed class CommandLineTests(OneNode fixture) : IClassFixture<OneNode>, IDisposable
{
    private static readonly TimeSpan Limit = TestCluster.Patience;

    public void Dispose() => fixture.TestEnded();

    [Fact]
    public async Task When_commands_follow_a_topology_through_its_life_Then_each_says_what_there_is()
    {
        var submitted = JsonDocument.Parse(await RunAsync("submit", BuildOutput.Exclamation, "--name", "by-hand", "--set", "topology.workers=2", "--json", "--", "--rate", "50"));
        await Until.AnswerAsync("status --json says active", Limit, _ => StatusAsync("by-hand"), status => status == "active");

        var list = JsonDocument.Parse(await RunAsync("list", "--json"));
        var metrics = JsonDocument.Parse(await RunAsync("metrics", "by-hand", "--json"));
        var table = await RunAsync("list");
        var config = await RunAsync("config");

        Assert.Equal(submitted.RootElement.GetProperty("id").GetString(), Assert.Single(list.RootElement.EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(2, list.RootElement[0].GetProperty("workers").GetArrayLength());
        Assert.Contains(metrics.RootElement.GetProperty("components").EnumerateArray(), component => component.GetProperty("component").GetString() == "exclaim1");
        Assert.Contains("by-hand", table, StringComparison.Ordinal);
        Assert.Contains("n1", config, StringComparison.Ordinal);
        await RunAsync("deactivate", "by-hand");
        Assert.Equal("inactive", await StatusAsync("by-hand"));
        await RunAsync("activate", "by-hand");
        await RunAsync("rebalance", "by-hand", "--workers", "1", "--executors", "exclaim1=1");
        Assert.Equal("active", await StatusAsync("by-hand"));
        Assert.Contains("Worker 0", await RunAsync("logs", "by-hand"), StringComparison.OrdinalIgnoreCase);
        await RunAsync("errors", "by-hand");
        await RunAsync("kill", "by-hand", "--wait", "10s");
        Assert.Equal("killed", await StatusAsync("by-hand"));
    }

    [Fact]
    public async Task When_a_topology_does_not_exist_Then_the_command_fails_and_says_so()
    {
        var (exitCode, _, error) = await TryRunAsync("status", "nobody");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("nobody", error, StringComparison.Ordinal);
    }

    private async Task<string?> StatusAsync(string name) => JsonDocument.Parse(await RunAsync("status", name, "--json")).RootElement.GetProperty("status").GetString();

    private async Task<string> RunAsync(params string[] arguments)
    {
        var (exitCode, printed, error) = await TryRunAsync(arguments);
        Assert.True(exitCode == 0, $"topology {string.Join(' ', arguments)}: exit code {exitCode}. {error}");
        return printed;
    }

    private async Task<(int ExitCode, string Output, string Error)> TryRunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(BuildOutput.DotNet, [BuildOutput.Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TOPOLOGY_MASTERS"] = fixture.Cluster.Masters[0];
        using var process = Process.Start(start)!; // null only with UseShellExecute
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var printed = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, printed, await error);
        }
        catch (OperationCanceledException)
        {
            Signals.Kill(process.Id);
            Assert.Fail($"topology {string.Join(' ', arguments)} still runs after {Limit.TotalSeconds} s.");
            throw;
        }
    }
}
