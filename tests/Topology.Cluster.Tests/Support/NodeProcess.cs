using System.Diagnostics;
using System.Net.Sockets;

namespace Topology.Cluster.Tests.Support;

/// <summary>A node of a cluster: <c>topology node --config FILE</c> as a process of its own, which can be ended and started again.</summary>
internal sealed class NodeProcess(string name, NodePlace place, string configFile, string logFile) : IDisposable
{
    // The shell opens the log for the program it turns into, so that no pipe breaks when this process looks away.
    private const string Script = "log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1";

    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(60); // a node leaves its cluster within 10 s; the rest is for a machine that is busy

    private const int LastLines = 40; // a stack trace and what led to it

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) }; // of an answer that takes no time

    private Process? process;

    public string Name => name;

    public NodePlace Place => place;

    public string Address => place.Address;

    /// <summary>All that its processes have logged so far.</summary>
    public string Log => File.ReadAllText(logFile);

    /// <summary>Whether the process that was started last has not ended.</summary>
    public bool IsAlive => process is { HasExited: false };

    public void Start()
    {
        process?.Dispose();
        process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", logFile, .. place.Enter, BuildOutput.DotNet, BuildOutput.Program, "node", "--config", configFile]))!; // null only with UseShellExecute
    }

    /// <summary>Waits until it is a full member of its cluster, as probes ask for it: what the master says may still be of the process before.</summary>
    public Task ReadyAsync() => Until.TrueAsync($"{name} is ready", TestCluster.Patience, IsReadyAsync);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        Signals.Kill(process!.Id); // started before
        await ExitAsync("the kill");
    }

    /// <summary>Halts the node, its workers go on; <see cref="Thaw"/> ends that.</summary>
    public void Freeze() => Signals.Freeze(process!.Id); // started before

    public void Thaw() => Signals.Thaw(process!.Id); // started before

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(string after)
    {
        await ExitAsync(after);
        return process!.ExitCode; // started before
    }

    /// <summary>SIGTERM, and its end in good order.</summary>
    public async Task StopAsync()
    {
        Signals.Terminate(process!.Id); // started before
        await ExitAsync("SIGTERM");
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose()
    {
        if (process is { HasExited: false })
            Signals.Kill(process.Id);
        process?.Dispose();
        http.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        if (process is { HasExited: true })
            Assert.Fail($"Node {name} has ended by itself with code {process.ExitCode}. The end of its log:{Environment.NewLine}{string.Join(Environment.NewLine, Log.Split('\n').TakeLast(LastLines))}");
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://{place.Host}:{place.HealthPort}/health/ready"), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException || (e is OperationCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested))
        {
            return false; // it does not answer yet, or ends while it does
        }
    }

    private async Task ExitAsync(string after)
    {
        using var limit = new CancellationTokenSource(ExitLimit, TimeProvider.System);
        try
        {
            await process!.WaitForExitAsync(limit.Token); // started before
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Node {name} still runs {ExitLimit.TotalSeconds} s after {after}.");
        }
    }
}
