namespace Topology.Clustering.Hosting;

/// <summary>Keeps a node's folders to itself while it runs: two nodes in one would mix up their workers, packages and logs. Ends with the process, however that ends; workers do not keep it.</summary>
internal sealed class NodeFolders : IDisposable
{
    private const string LockName = "node.lock";

    // What a lock that another process has is called: EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] InUse = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _data;
    private readonly FileStream? _logs;

    private NodeFolders(FileStream data, FileStream? logs) => (_data, _logs) = (data, logs);

    /// <summary>Takes the node's data folder, and that of its logs if it starts workers; made if need be.</summary>
    /// <exception cref="TopologyException">Another node runs with one of them, or the data folder cannot be written.</exception>
    public static NodeFolders Take(NodeConfig config)
    {
        var data = Lock("node.data-dir", config.Node.DataDir, isNeeded: true)!; // needed, so not null
        try
        {
            return new NodeFolders(data, config.Node.IsSupervisor ? Lock("supervisor.log-dir", config.LogDir, isNeeded: false) : null); // workers bear it if it cannot be written
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _data.Dispose();
        _logs?.Dispose();
    }

    /// <returns>Null: it cannot be written, and is not needed.</returns>
    private static FileStream? Lock(string key, string folder, bool isNeeded)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (InUse.Contains(e.HResult))
        {
            throw new TopologyException($"{key}: another node runs with {folder}. End that one, or give each node a folder of its own.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return isNeeded ? throw new TopologyException($"{key}: {folder} cannot be written: {e.Message}", e) : null;
        }
    }
}
