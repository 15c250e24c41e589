using Topology.Cli.Commands;

namespace Topology.Cli.Loading;

/// <summary>A topology that is ready to be submitted: found, configured and checked.</summary>
internal sealed record LoadedTopology(string Name, TopologyConfig Config, TopologySpec Spec)
{
    public static async Task<LoadedTopology> LoadAsync(TargetOptions options, CancellationToken token)
    {
        var assemblyPath = await AssemblyLocator.LocateAsync(options.Path, token).ConfigureAwait(false);
        var definition = DefinitionCatalog.Of(PluginLoadContext.Load(assemblyPath)).Choose(options.Definition);
        var config = definition.Configure(new TopologyConfig(), options.Arguments).With(options.Settings);
        var builder = new TopologyBuilder();
        definition.Define(builder, options.Arguments);
        return new LoadedTopology(definition.Name, config, builder.Build());
    }
}
