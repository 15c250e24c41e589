using Topology.Clustering.Master;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Packages;

/// <summary>Makes the blueprint of an uploaded topology: unpacks it on the master's disk and has a process of its own look at it. Any thread.</summary>
internal sealed class BlueprintMaker(IPackageStore store, PackageCache cache, BlueprintProcess process)
{
    /// <exception cref="TopologyException">The package is not there, or the topology is wrong: says everything that is.</exception>
    public async Task<TopologyBlueprint> MakeAsync(SubmitTopology request, CancellationToken token)
    {
        var head = await store.ReadAsync(request.Package, 0, 1, token).ConfigureAwait(false);
        var folder = await cache.EnsureAsync(
            request.Package, head.Length, (offset, most) => store.ReadAsync(request.Package, offset, most, token), token).ConfigureAwait(false);
        using var held = PackageCache.Hold(folder); // copies that nobody needs are removed now and then
        var spec = new DescribeSpec(folder, request.Assembly, request.Definition, request.Arguments, request.Settings);
        return (await process.RunAsync(spec, token).ConfigureAwait(false)).Blueprint;
    }
}
