using System.Diagnostics;
using Topology.Clustering.Supervisor;

namespace Topology.PerfGate.Measuring;

/// <summary>Runs this program again. What is measured in a process of its own finds neither code that was optimised for another workload nor its garbage.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Starts it; its output can be read.</summary>
    public static Process Start(params string[] arguments)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this process is not known.");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location); // started as: dotnet Topology.PerfGate.dll
        start.Environment.TryAdd(WorkerLaunch.Gen0SizeVariable, WorkerLaunch.Gen0Size); // ours and the rivals', as workers have it
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    /// <summary>What the child has printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it printed.</exception>
    public static string Run(params string[] arguments)
    {
        using var child = Start(arguments);
        var output = child.StandardOutput.ReadToEndAsync();
        var what = string.Join(' ', arguments);
        if (!child.WaitForExit(Patience))
        {
            child.Kill(entireProcessTree: true);
            throw new TimeoutException($"The child process \"{what}\" did not end within {Patience.TotalSeconds} s.");
        }
        var text = Blocking.Wait(output, "the child's output");
        return child.ExitCode == 0
            ? text.Trim()
            : throw new InvalidOperationException($"The child process \"{what}\" ended with {child.ExitCode}: {text}");
    }
}
