using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Topology.PerfGate.Clustered;

/// <summary>Finds processes by a folder that no other process knows: workers outlive their node, so nobody else has their ids.</summary>
internal static class OwnProcesses
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Kills all that have the folder in their command line, one by one, until there are none.</summary>
    public static void KillAllOf(string folder)
    {
        var start = Stopwatch.GetTimestamp();
        while (IdsOf(folder) is { Count: > 0 } ids)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"The processes {string.Join(", ", ids)} cannot be ended.");
            foreach (var id in ids)
                Kill(id);
            Thread.Sleep(Pause);
        }
    }

    /// <summary>As <c>kill -9</c>; nothing if there is none.</summary>
    public static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // it has ended by itself
        }
    }

    /// <summary>Processor time of a process so far.</summary>
    public static TimeSpan CpuOf(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }

    private static List<int> IdsOf(string folder)
    {
        var wanted = Encoding.UTF8.GetBytes(folder);
        return [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id != 0 && id != Environment.ProcessId && CommandLineOf(id).AsSpan().IndexOf(wanted) >= 0)];
    }

    private static byte[] CommandLineOf(int id)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/cmdline");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return []; // it has just ended, or is somebody else's
        }
    }
}
