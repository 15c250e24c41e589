using System.Runtime.InteropServices;

namespace Topology.Connectors.Durability;

/// <summary>Makes changes of a folder's entries survive a power failure. Any thread.</summary>
internal static class DurableFolder
{
    private const int InvalidArgument = 22; // a file system that has no such thing

    /// <summary>Makes a folder with all above it.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var parent = Path.GetDirectoryName(Path.GetFullPath(folder));
        if (parent is not null)
            Create(parent);
        Directory.CreateDirectory(folder);
        if (parent is not null)
            Sync(parent);
    }

    /// <summary>Waits until what was made, renamed and deleted in a folder is on disk. Does nothing on Windows, which does so by itself.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
            throw Refused(folder);
        var failed = Sync(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument;
        var error = failed ? Refused(folder) : null;
        _ = Close(descriptor);
        if (error is not null)
            throw error;
    }

    private static IOException Refused(string folder) =>
        new($"Folder \"{folder}\" cannot be written to disk: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
