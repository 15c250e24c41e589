using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Supervisor;

namespace Topology.Clustering.Packages;

/// <summary>The store of packages as the master sees it.</summary>
internal sealed class StoredPackages(IPackageStore store) : IPackageSource
{
    public async Task<long> BeginAsync(string package, long bytes, CancellationToken token) =>
        (await store.BeginAsync(package, bytes, token).ConfigureAwait(false)).Received;

    public async Task<long> AppendAsync(string package, long offset, byte[] piece, CancellationToken token) =>
        (await store.AppendAsync(package, offset, piece, token).ConfigureAwait(false)).Received;

    public async Task<bool> CompleteAsync(string package, CancellationToken token)
    {
        try
        {
            return (await store.CompleteAsync(package, token).ConfigureAwait(false)).IsComplete;
        }
        catch (PackageException e) when (e.Fault is PackageFault.NotFound or PackageFault.HashMismatch)
        {
            return false;
        }
    }

    public async Task<PackagePart?> ReadAsync(string package, long offset, int maxBytes, CancellationToken token)
    {
        try
        {
            var piece = await store.ReadAsync(package, offset, maxBytes, token).ConfigureAwait(false);
            return new PackagePart(piece.Bytes, piece.Length);
        }
        catch (PackageException e) when (e.Fault == PackageFault.NotFound)
        {
            return null;
        }
    }
}

/// <summary>The cache of packages as a supervisor sees it.</summary>
internal sealed class CachedPackages(PackageCache cache) : IPackageCache
{
    public Task<string> EnsureAsync(string sha256, long bytes, Func<long, int, Task<PackagePiece>> fetch, CancellationToken token) =>
        cache.EnsureAsync(sha256, bytes, fetch, token);

    public void Prune(IReadOnlySet<string> inUse) => cache.Prune(inUse);
}
