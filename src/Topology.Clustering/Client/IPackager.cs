namespace Topology.Clustering;

/// <summary>Makes one file of a folder with an assembly and what it needs. The same content must give the same bytes: an interrupted upload goes on where it was.</summary>
internal interface IPackager
{
    /// <param name="path">The folder, or the topology's .dll in it.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="TopologyException">There is nothing to pack, or it cannot be told which assembly is meant.</exception>
    Task<PackedFolder> PackAsync(string path, CancellationToken token);
}

/// <summary>A package that waits for its upload; disposing deletes the file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Assembly">The topology's assembly, a file name within the package.</param>
internal sealed record PackedFolder(string Path, string Sha256, long Bytes, string Assembly) : IDisposable
{
    public void Dispose() => File.Delete(Path);
}
