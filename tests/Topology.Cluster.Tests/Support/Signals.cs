using System.Globalization;
using System.Runtime.InteropServices;

namespace Topology.Cluster.Tests.Support;

/// <summary>Signals to single processes, and what /proc says of them. Linux only, as supervisors are.</summary>
internal static class Signals
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigStop = 19;
    private const int SigCont = 18;

    /// <summary>As <c>kill -9</c>.</summary>
    public static void Kill(int process) => Send(process, SigKill);

    /// <summary>As <c>kill</c>.</summary>
    public static void Terminate(int process) => Send(process, SigTerm);

    /// <summary>Halts it: to all others it is as silent as behind a cut cable.</summary>
    public static void Freeze(int process) => Send(process, SigStop);

    /// <summary>Lets it go on, as if no time had passed.</summary>
    public static void Thaw(int process) => Send(process, SigCont);

    /// <summary>Whether it runs: a zombie does not.</summary>
    public static bool IsAlive(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X'); // the name before may contain anything
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The processes that name a folder, or something in it, in their arguments.</summary>
    public static IEnumerable<int> Naming(string folder)
    {
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var process) && Arguments(entry).Contains(folder + "/", StringComparison.Ordinal))
                yield return process;
        }
    }

    private static string Arguments(string entry)
    {
        try
        {
            return File.ReadAllText(Path.Combine(entry, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended, or is not ours
        }
    }

    private static void Send(int process, int signal)
    {
        if (process > 1) // 0 and below mean groups
            _ = kill(process, signal); // ignored: it has ended by itself
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}
