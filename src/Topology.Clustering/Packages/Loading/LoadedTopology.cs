using Topology.Clustering.Protocol;

namespace Topology.Clustering.Packages.Loading;

/// <summary>A topology that is ready to run: found, configured, built and checked. Immutable, except that the definition is user code.</summary>
/// <param name="Definition">The author's.</param>
/// <param name="Name">The name to run under.</param>
/// <param name="Config">Every setting in force; checked.</param>
/// <param name="Spec">The graph; checked.</param>
/// <param name="Arguments">What the definition was given.</param>
/// <param name="ApiVersion">The version of Topology.Api that the assembly was built against.</param>
public sealed record LoadedTopology(
    TopologyDefinition Definition, string Name, TopologyConfig Config, TopologySpec Spec, TopologyArguments Arguments, Version ApiVersion)
{
    /// <summary>Loads, configures and builds a topology as a user named it. Runs the author's code in this process.</summary>
    /// <param name="assemblyPath">A .dll with what it needs beside it.</param>
    /// <param name="definition">A definition's name or class name; null: the only one there is.</param>
    /// <param name="arguments">For the definition.</param>
    /// <param name="settings">In the order given; they win over what the definition configures.</param>
    /// <exception cref="TopologyLoadException">The assembly or the definition cannot be loaded, or the definition threw.</exception>
    /// <exception cref="TopologyException">Arguments, settings or graph are wrong.</exception>
    public static LoadedTopology Load(
        string assemblyPath, string? definition, TopologyArguments arguments, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var chosen = Choose(assemblyPath, definition, out var apiVersion);
        var config = Asked(chosen, nameof(chosen.Configure), () => chosen.Configure(new TopologyConfig(), arguments)).With(settings);
        config.Validate();
        return new LoadedTopology(chosen, chosen.Name, config, Build(chosen, arguments), arguments, apiVersion);
    }

    /// <summary>Loads what a worker is to run: the settings are those in force, the graph must be the one that was checked at the submission.</summary>
    /// <param name="folder">Where the package was unpacked.</param>
    /// <param name="code">From the worker's orders. Its <see cref="TopologyCode.Executors"/> are applied to the graph once the hash is found right.</param>
    /// <exception cref="TopologyLoadException">The assembly or the definition cannot be loaded, the definition threw, or it built another graph; the message names the components that differ.</exception>
    /// <exception cref="TopologyException">Arguments, settings or graph are wrong.</exception>
    public static LoadedTopology Load(string folder, TopologyCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var chosen = Choose(PackagePath.Within(folder, code.Assembly), code.Definition, out var apiVersion);
        var arguments = TopologyArguments.Parse(code.Arguments);
        var config = TopologyConfig.FromKeys(code.Settings);
        config.Validate();
        var spec = Build(chosen, arguments);
        SpecComparison.Check(spec, code);
        return new LoadedTopology(chosen, chosen.Name, config, SpecComparison.WithExecutors(spec, code.Executors), arguments, apiVersion);
    }

    /// <summary>The same topology under another name.</summary>
    /// <param name="name">Instead of the definition's.</param>
    /// <exception cref="TopologyException">It may not be called so.</exception>
    public LoadedTopology Named(string name)
    {
        TopologyName.Check(name);
        return this with { Name = name };
    }

    private static TopologyDefinition Choose(string assemblyPath, string? definition, out Version apiVersion)
    {
        var chosen = DefinitionCatalog.Of(PluginLoadContext.Load(assemblyPath, out var version)).Choose(definition);
        apiVersion = version!; // not null: a class of it derives from TopologyDefinition
        return chosen;
    }

    private static TopologySpec Build(TopologyDefinition definition, TopologyArguments arguments) => Asked(definition, nameof(definition.Define), () =>
    {
        var builder = new TopologyBuilder();
        definition.Define(builder, arguments);
        return builder.Build();
    });

    // An exception of ours says what is wrong; another one would leave the user guessing whose it is.
    private static T Asked<T>(TopologyDefinition definition, string method, Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception e) when (e is not TopologyException)
        {
            throw TopologyLoadException.Failed($"{definition.GetType().FullName}.{method} failed with {e.GetType().Name}: {e.Message}", e);
        }
    }
}
