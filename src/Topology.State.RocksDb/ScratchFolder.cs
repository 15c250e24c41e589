namespace Topology.State.RocksDb;

/// <summary>A folder that is this process's alone, and is removed with it: by itself, or by the next one that makes a folder beside it.</summary>
/// <remarks>Beside each folder is a file that its owner keeps locked. It is there before the folder, so a folder whose file can be locked has no owner.</remarks>
internal sealed class ScratchFolder : IDisposable
{
    private const string LockSuffix = ".lock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    /// <summary>Also removes what dead processes have left in the same place.</summary>
    /// <param name="root">Where; made if it is not there.</param>
    /// <exception cref="TopologyException">It cannot be made.</exception>
    public ScratchFolder(string root)
    {
        try
        {
            Make(root);
            RemoveLeftOvers(root);
            Path = System.IO.Path.Combine(root, $"{Environment.ProcessId}-{Guid.NewGuid():N}");
            _lock = Lock(Path + LockSuffix, FileMode.CreateNew);
            Make(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _lock?.Dispose();
            throw new TopologyException($"There is no place for state in \"{root}\": {e.Message} Give another folder (RocksDbStorageOptions.Folder).", e);
        }
    }

    public string Path { get; }

    public void Dispose()
    {
        TryRemove(Path);
        _lock.Dispose();
    }

    /// <summary>Leaves what cannot be removed to whoever removes what is around it: the end of a task must not fail over files.</summary>
    public static void TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // the process's folder goes later, and what is left of that with the next process
        }
    }

    private static void RemoveLeftOvers(string root)
    {
        foreach (var file in Directory.EnumerateFiles(root, "*" + LockSuffix))
        {
            try
            {
                using var owned = Lock(file, FileMode.Open);
                TryRemove(file[..^LockSuffix.Length]); // not there, if its owner got no further than the file
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // it has an owner, or another process is removing it
            }
        }
    }

    private static FileStream Lock(string file, FileMode mode) => new(file, mode, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
    }
}
