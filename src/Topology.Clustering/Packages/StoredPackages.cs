using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Supervisor;

namespace Topology.Clustering.Packages;

/// <summary>The store of packages as the master sees it.</summary>
/// <param name="store">Keeps them.</param>
/// <param name="copies">What the master has unpacked to look at it.</param>
internal sealed class StoredPackages(IPackageStore store, PackageCache copies) : IPackageSource
{
    public Task<UploadState> BeginAsync(string package, long bytes, CancellationToken token) => Told(store.BeginAsync(package, bytes, token));

    public Task<UploadState> AppendAsync(string package, long offset, ReadOnlyMemory<byte> piece, CancellationToken token) =>
        Told(store.AppendAsync(package, offset, piece, token));

    public async Task<PackagePiece?> ReadAsync(string package, long offset, int maxBytes, CancellationToken token)
    {
        try
        {
            return await Told(store.ReadAsync(package, offset, maxBytes, token)).ConfigureAwait(false);
        }
        catch (PackageException e) when (e.Fault == PackageFault.NotFound)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<string>> CleanAsync(IReadOnlySet<string> needed, TimeSpan age, CancellationToken token)
    {
        var deleted = await Told(store.DeleteUnreferencedAsync(needed, age, token)).ConfigureAwait(false);
        copies.Prune(needed);
        return deleted;
    }

    /// <summary>Whose fault it is decides what clients do: what the store cannot do now is tried again.</summary>
    private static async Task<T> Told<T>(Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (PackageException e) when (e.Fault is PackageFault.StorageFull or PackageFault.Unavailable)
        {
            throw new IOException(e.Message, e);
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
