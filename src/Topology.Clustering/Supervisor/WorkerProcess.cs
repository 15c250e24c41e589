using System.Diagnostics;
using Topology.Clustering.Worker;

namespace Topology.Clustering.Supervisor;

/// <summary>A worker's process, started by this supervisor or by one before it. It does not depend on the supervisor's life:
/// it has a session of its own, so that neither Ctrl-C in the supervisor's terminal nor a signal to its process group reaches it, and it writes
/// its log itself, so that no pipe breaks or fills up when nobody is there to read it. Linux only. Any thread.</summary>
internal sealed class WorkerProcess
{
    // The shell opens the log for the program it turns into: .NET itself can only offer pipes. setsid (util-linux, busybox) does not fork here, as the shell leads no group;
    // so the process keeps its number all the way. What goes wrong before the log is open is said on the standard error, which we read.
    private const string Script = "log=$1; shift; exec </dev/null >>\"$log\" 2>&1 || exit 126; if command -v setsid >/dev/null; then exec setsid \"$@\"; fi; exec \"$@\"";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Passed = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "LANG", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    private WorkerProcess(ProcessIdentity identity, Task<string> exited) => (Identity, Exited) = (identity, exited);

    public ProcessIdentity Identity { get; }

    /// <summary>Ends when the process does, and says how, for people.</summary>
    public Task<string> Exited { get; }

    /// <summary>Starts a worker.</summary>
    /// <param name="launch">How.</param>
    /// <param name="specFile">Its spec. Its folder becomes the working folder.</param>
    /// <param name="logFile">Its output is appended to it.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static WorkerProcess Start(WorkerLaunch launch, string specFile, string logFile)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Supervisors run on Linux only.");
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", logFile, launch.FileName, .. launch.PrefixArguments, "--spec", specFile])
        {
            WorkingDirectory = Path.GetDirectoryName(specFile),
            RedirectStandardInput = true, // all three: else .NET takes the terminal for the child's
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => !IsPassed(name, launch)).ToArray())
            start.Environment.Remove(name);
        start.Environment.TryAdd(WorkerLaunch.Gen0SizeVariable, WorkerLaunch.Gen0Size);
        var process = Process.Start(start)!; // null only with UseShellExecute
        return new WorkerProcess(ProcessTable.Identify(process.Id), WatchAsync(process));
    }

    /// <summary>Takes over a process of an earlier supervisor.</summary>
    /// <param name="process">Known to be alive a moment ago.</param>
    /// <param name="time">For looking at it: the system tells only parents.</param>
    /// <param name="token">Ends the watching, not the process.</param>
    public static WorkerProcess Adopt(ProcessIdentity process, TimeProvider time, CancellationToken token) => new(process, PollAsync(process, time, token));

    /// <summary>Asks it to end.</summary>
    public void Terminate() => ProcessTable.Signal(Identity, ProcessTable.SigTerm);

    /// <summary>Ends it and the processes it has started.</summary>
    public void Kill() => ProcessTable.Signal(Identity, ProcessTable.SigKill);

    private static bool IsPassed(string name, WorkerLaunch launch) =>
        Passed.Contains(name) || name.StartsWith("LC_", StringComparison.Ordinal) || name.StartsWith("DOTNET_", StringComparison.Ordinal) || launch.PassedVariables.Contains(name);

    private static async Task<string> WatchAsync(Process process)
    {
        using (process)
        {
            var complaint = await process.StandardError.ReadToEndAsync().ConfigureAwait(false); // ends once the shell has opened the log
            await process.WaitForExitAsync().ConfigureAwait(false);
            var signal = process.ExitCode > 128 ? $" (signal {process.ExitCode - 128})" : "";
            return $"Exit code {process.ExitCode}{signal}.{(complaint.Length > 0 ? " " + complaint.Trim() : "")}";
        }
    }

    private static async Task<string> PollAsync(ProcessIdentity process, TimeProvider time, CancellationToken token)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        do
        {
            if (!ProcessTable.IsAlive(process))
                return "Ended; its exit code was told to the supervisor that had started it.";
        }
        while (await timer.WaitForNextTickAsync(token).ConfigureAwait(false));
        throw new OperationCanceledException(token);
    }
}
