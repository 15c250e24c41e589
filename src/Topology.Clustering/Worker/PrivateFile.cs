namespace Topology.Clustering.Worker;

/// <summary>Files that only their user may read (mode 600, folders 700), replaced at once or not at all.</summary>
internal static class PrivateFile
{
    private const UnixFileMode ForUser = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Never seen half written, also when the writer is killed. Not flushed to the disk: what is in it concerns processes that a power cut ends as well.</summary>
    public static void Write(string file, ReadOnlySpan<byte> bytes)
    {
        var draft = file + ".new";
        File.Delete(draft); // a leftover may have another mode
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = ForUser;
        using (var stream = new FileStream(draft, options))
            stream.Write(bytes);
        File.Move(draft, file, overwrite: true);
    }

    /// <summary>Makes the folder unless it is there.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, ForUser | UnixFileMode.UserExecute);
    }
}
