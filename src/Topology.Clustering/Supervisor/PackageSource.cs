using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Supervisor;

/// <summary>Gets packages from the master into the node's cache. Called by the supervisor's actor; the work goes on elsewhere.</summary>
internal sealed class PackageSource(IPackageCache cache, IActorRef master, ILogger log)
{
    /// <summary>For one piece; the master's disk and a switch to another master lie within. The whole fetch is tried again after it.</summary>
    private static readonly TimeSpan PieceLimit = TimeSpan.FromSeconds(10);

    private Task _pruning = Task.CompletedTask;

    /// <returns>The folder the package is unpacked in.</returns>
    public async Task<string> FetchAsync(FetchCode fetch, CancellationToken token)
    {
        await _pruning.ConfigureAwait(false); // it does not know yet that this one is wanted
        return await cache.EnsureAsync(fetch.Package, fetch.Bytes, (offset, bytes) => AskAsync(fetch.Package, offset, bytes, token), token).ConfigureAwait(false);
    }

    /// <summary>Not to be called while a fetch is under way.</summary>
    public void Prune(IReadOnlySet<string> inUse) => _pruning = Task.Run(() =>
    {
        try
        {
            cache.Prune(inUse);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.PackagesNotPruned(error);
        }
    });

    private async Task<PackagePiece> AskAsync(string package, long offset, int bytes, CancellationToken token) =>
        await master.Ask<object>(new FetchPackage(package, offset, bytes), PieceLimit, token).ConfigureAwait(false) switch
        {
            PackagePiece piece => piece,
            RequestRefused refused => throw new TopologyException($"Package {package} is not given out: {refused.Reason}"),
            var other => throw new TopologyException($"Package {package} was asked for: expected {nameof(PackagePiece)}, got {other.GetType().Name}."),
        };
}
