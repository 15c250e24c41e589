namespace Topology.Clustering.Local;

/// <summary>Keeps a topology's name in a data folder for one process: two that go on from the same checkpoints would each publish the same results. Ends with the process, however that ends.</summary>
internal static class NameLock
{
    /// <summary>Takes the name; to be disposed when the topology has ended.</summary>
    /// <param name="folder">The data folder; made if need be.</param>
    /// <param name="name">The topology's name.</param>
    /// <exception cref="TopologyException">Another process has it, or the folder cannot be written.</exception>
    public static IDisposable Take(string folder, string name)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, $"{name}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.None);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new TopologyException($"Topology \"{name}\": its data folder {Path.GetFullPath(folder)} cannot be written: {error.Message}", error);
        }
        catch (IOException error)
        {
            throw new TopologyException(
                $"Topology \"{name}\" takes checkpoints and is running in another process already, with the same data folder, {Path.GetFullPath(folder)} ({error.Message}). End that one first, or use another name or folder.", error);
        }
    }
}
