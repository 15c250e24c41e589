using System.Diagnostics;
using System.Globalization;

namespace Topology.Cli.Tests.Support;

/// <summary>The command as a process of its own, for what only a process has: signals, and an end by an exception.</summary>
internal sealed class CommandProcess : IDisposable
{
    /// <summary>Only ever used up by a failing test.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Task<string> error;
    private readonly StringWriter output = new();

    private CommandProcess(Process process)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync();
    }

    public static CommandProcess Start(params string[] args)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var start = new ProcessStartInfo(host, [Command.Beside("topology.dll"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new CommandProcess(Process.Start(start) ?? throw new InvalidOperationException("The process was not started."));
    }

    /// <summary>Reads what it prints until a line contains the text.</summary>
    public async Task PrintedAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            output.WriteLine(line);
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"The process ended without printing '{text}'. It printed:\n{output}\n{await error}");
    }

    /// <summary>Sends the signal that Ctrl-C sends.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Whether it ends by itself within that time.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        using var limit = new CancellationTokenSource(time);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async Task<CliResult> EndedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        output.Write(await process.StandardOutput.ReadToEndAsync(patience.Token));
        await process.WaitForExitAsync(patience.Token);
        return new CliResult(process.ExitCode, output.ToString(), await error);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(); // SIGKILL: it is told nothing
            process.WaitForExit();
        }
        process.Dispose();
    }
}
