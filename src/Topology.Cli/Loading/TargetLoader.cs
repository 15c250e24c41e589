using Topology.Cli.Commands;
using Topology.Clustering.Packages.Loading;

namespace Topology.Cli.Loading;

/// <summary>From what the user named to a topology that is ready to be submitted.</summary>
internal static class TargetLoader
{
    public static async Task<LoadedTopology> LoadAsync(TargetOptions options, CancellationToken token)
    {
        var assemblyPath = await AssemblyLocator.LocateAsync(options.Path, token).ConfigureAwait(false);
        return LoadedTopology.Load(assemblyPath, options.Definition, options.Arguments, options.Settings);
    }
}
