using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Topology.Clustering.Supervisor;

/// <summary>The operating system's processes, as Linux shows them in /proc.</summary>
internal static class ProcessTable
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    private const int NoSuchProcess = 3; // ESRCH

    private static readonly string Boot = ReadBoot();

    /// <summary>The process that has this number now; null if there is none, or it has exited and waits to be reaped.</summary>
    public static ProcessIdentity? Find(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // the name before may contain anything
            return fields[0] is "Z" or "X" ? null : new ProcessIdentity(id, long.Parse(fields[19], CultureInfo.InvariantCulture), Boot);
        }
        catch (IOException)
        {
            return null; // gone, maybe between two reads
        }
    }

    /// <summary>What is known of a process that was just started; it may be gone already.</summary>
    public static ProcessIdentity Identify(int id) => Find(id) ?? new ProcessIdentity(id, 0, Boot);

    public static bool IsAlive(ProcessIdentity process) => Find(process.Id) == process;

    /// <summary>Finds a process by one of its arguments, which must be unique.</summary>
    public static ProcessIdentity? FindByArgument(string argument)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && id != Environment.ProcessId
                && Arguments(id).Contains(argument) && Find(id) is { } process)
                return process;
        }
        return null;
    }

    /// <summary>Sends a signal, unless the process is gone. With SIGKILL its whole group gets it, which are the processes it started itself.</summary>
    public static void Signal(ProcessIdentity process, int signal)
    {
        if (!IsAlive(process))
            return; // its number may be somebody else's by now
        if (signal == SigKill && Kill(-process.Id, signal) == 0)
            return;
        if (Kill(process.Id, signal) != 0 && Marshal.GetLastPInvokeError() is not NoSuchProcess and var error)
            throw new Win32Exception(error, $"Signal {signal} cannot be sent to process {process.Id}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static string[] Arguments(int id)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{id}/cmdline")).Split('\0');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string ReadBoot() => File.Exists("/proc/sys/kernel/random/boot_id") ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "";

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
