using Topology.Clustering.Protocol;

namespace Topology.Clustering.Supervisor;

/// <summary>Packages of topologies, unpacked on this node.</summary>
internal interface IPackageCache
{
    /// <summary>Sees to it that a package is there and whole.</summary>
    /// <param name="sha256">Which; lower-case hex.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="fetch">Gets a piece: (offset, at most so many bytes).</param>
    /// <param name="token">Ends the attempt.</param>
    /// <returns>The folder it is unpacked in.</returns>
    Task<string> EnsureAsync(string sha256, long bytes, Func<long, int, Task<PackagePiece>> fetch, CancellationToken token);

    /// <summary>Removes the packages that are not named. Never called while one is being fetched.</summary>
    void Prune(IReadOnlySet<string> inUse);
}
