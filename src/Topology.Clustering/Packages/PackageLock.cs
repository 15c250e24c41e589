namespace Topology.Clustering.Packages;

/// <summary>
/// A lock on one package between processes: shared by those who use it, held alone by who makes or deletes it. Given up by
/// disposing or by the process's end. The file stays: whoever waits has it open.
/// </summary>
internal sealed class PackageLock : IDisposable
{
    /// <summary>Seldom waited for: only while another process fetches the same package.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private PackageLock(FileStream file) => _file = file;

    /// <returns>Null: another one holds it alone, or others use it.</returns>
    public static PackageLock? TryTakeAlone(string path) => TryOpen(path, FileAccess.ReadWrite, FileShare.None);

    /// <returns>Null: another one holds it alone.</returns>
    public static PackageLock? TryShare(string path) => TryOpen(path, FileAccess.Read, FileShare.Read);

    public static async Task<PackageLock> TakeAloneAsync(string path, TimeProvider time, CancellationToken token)
    {
        while (true)
        {
            if (TryTakeAlone(path) is { } taken)
                return taken;

            await Task.Delay(Pause, time, token).ConfigureAwait(false);
        }
    }

    public void Dispose() => _file.Dispose();

    private static PackageLock? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new PackageLock(new FileStream(path, FileMode.OpenOrCreate, access, share));
        }
        catch (IOException e) when (e is not DirectoryNotFoundException && File.Exists(path))
        {
            return null; // the one IOException that is to be expected of a file that exists, and no property tells it from others
        }
    }
}
