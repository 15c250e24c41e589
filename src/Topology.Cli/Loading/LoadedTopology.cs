using Topology.Cli.Commands;

namespace Topology.Cli.Loading;

/// <summary>A topology that is ready to be submitted: found, configured and checked.</summary>
internal sealed record LoadedTopology(string Name, TopologyConfig Config, TopologySpec Spec, TopologyArguments Arguments)
{
    public static async Task<LoadedTopology> LoadAsync(TargetOptions options, CancellationToken token)
    {
        var assemblyPath = await AssemblyLocator.LocateAsync(options.Path, token).ConfigureAwait(false);
        var definition = DefinitionCatalog.Of(PluginLoadContext.Load(assemblyPath)).Choose(options.Definition);
        var arguments = options.Arguments;
        var config = Asked(definition, nameof(definition.Configure), () => definition.Configure(new TopologyConfig(), arguments)).With(options.Settings);
        config.Validate();
        var spec = Asked(definition, nameof(definition.Define), () =>
        {
            var builder = new TopologyBuilder();
            definition.Define(builder, arguments);
            return builder.Build();
        });
        return new LoadedTopology(definition.Name, config, spec, arguments);
    }

    // An exception of ours says what is wrong; another one would leave the user guessing whose it is.
    private static T Asked<T>(TopologyDefinition definition, string method, Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception e) when (e is not TopologyException)
        {
            throw CliException.Failed($"{definition.GetType().FullName}.{method} failed with {e.GetType().Name}: {e.Message}", e);
        }
    }
}
