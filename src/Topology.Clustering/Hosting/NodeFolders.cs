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
        var data = TakeData(config.Node.DataDir);
        try
        {
            return new NodeFolders(data, config.Node.IsSupervisor ? TakeLogs(config.LogDir) : null);
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

    private static FileStream TakeData(string folder)
    {
        try
        {
            return Open(folder);
        }
        catch (IOException e) when (InUse.Contains(e.HResult))
        {
            throw Taken("node.data-dir", folder, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TopologyException($"node.data-dir: {folder} cannot be written: {e.Message}", e);
        }
    }

    /// <returns>Null: it cannot be written, which workers bear.</returns>
    private static FileStream? TakeLogs(string folder)
    {
        try
        {
            return Open(folder);
        }
        catch (IOException e) when (InUse.Contains(e.HResult))
        {
            throw Taken("supervisor.log-dir", folder, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static FileStream Open(string folder)
    {
        Directory.CreateDirectory(folder);
        return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
    }

    private static TopologyException Taken(string key, string folder, IOException cause) =>
        new($"{key}: another node runs with {folder}. End that one, or give each node a folder of its own.", cause);
}
