using Topology.Clustering.Packages;

namespace Topology.Clustering;

/// <summary>Packs a folder as the master unpacks it, and finds out which assembly in it is the topology's.</summary>
internal sealed class FolderPackager : IPackager
{
    /// <summary>The cluster says how large a package may be, and refuses it before any of it is sent; here there is no limit.</summary>
    private static readonly PackageLimits Limits = new() { MaxArchiveBytes = long.MaxValue, MaxUnpackedBytes = long.MaxValue, MaxEntries = int.MaxValue, MaxCompressionRatio = int.MaxValue };

    public Task<PackedFolder> PackAsync(string path, CancellationToken token) => Task.Run(() => Pack(path), token); // it reads and deflates files

    private static PackedFolder Pack(string path)
    {
        var full = Path.GetFullPath(path);
        var assembly = AssemblyAt(full);
        var archive = Path.Combine(Path.GetTempPath(), $"topology-{Guid.NewGuid():N}.zip");
        try
        {
            var packed = TopologyPackage.Pack(full, archive, Limits);
            return new PackedFolder(archive, packed.Sha256, packed.Bytes, assembly);
        }
        catch
        {
            File.Delete(archive);
            throw;
        }
    }

    private static string AssemblyAt(string path)
    {
        if (File.Exists(path))
            return Path.GetFileName(path);
        if (!Directory.Exists(path))
            throw new TopologyException($"There is no folder and no assembly at '{path}'.");

        // What the SDK publishes lies beside the list of its dependencies; libraries come without one.
        string[] mains = [.. Directory.GetFiles(path, "*.deps.json").Select(file => Path.GetFileName(file)[..^".deps.json".Length] + ".dll").Where(dll => File.Exists(Path.Combine(path, dll))).Order(StringComparer.Ordinal)];
        return mains switch
        {
            [var only] => only,
            [] => throw new TopologyException($"The folder '{path}' was not made by 'dotnet publish': no .dll in it has a .deps.json beside it. Name the topology's .dll."),
            _ => throw new TopologyException($"The folder '{path}' has several assemblies that may be the topology's: name one of {string.Join(", ", mains)}."),
        };
    }
}
