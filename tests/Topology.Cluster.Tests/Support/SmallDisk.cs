using System.Diagnostics;

namespace Topology.Cluster.Tests.Support;

/// <summary>A file system of its own, which can be full for real. Linux, as root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int PieceBytes = 4096; // a page: what a file system in memory hands out at a time

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("topology-disk-");

    private SmallDisk()
    {
    }

    public string Path => folder.FullName;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Makes it; skips the test, and says why, where the machine does not allow that.</summary>
    public static SmallDisk Create(int mebibytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can mount a file system.");
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", disk.Path))
            return disk;
        disk.folder.Delete();
        Assert.Skip("This root may not mount a file system.");
        return disk;
    }

    /// <summary>Leaves no room for a single page.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            while (true)
                file.Write(new byte[PieceBytes]);
        }
        catch (IOException)
        {
            // As wanted: it is full.
        }
    }

    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", Path); // lazily: a process may still be ending
        folder.Delete();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!; // null only with UseShellExecute
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
