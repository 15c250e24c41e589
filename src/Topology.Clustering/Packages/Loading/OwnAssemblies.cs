using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;

namespace Topology.Clustering.Packages.Loading;

/// <summary>The assemblies that a topology's author wrote, as against the packages he uses; and the stream API, if he uses it.</summary>
internal static class OwnAssemblies
{
    private const string Project = "project";
    private const string StreamApi = "Topology.Streams"; // what it has windows keep and emit is of its types

    /// <summary>The topology's assembly, and the projects and the stream API it refers to according to its list of dependencies (.deps.json), as far as they can be loaded.</summary>
    public static IReadOnlyList<Assembly> Of(Assembly assembly)
    {
        var context = AssemblyLoadContext.GetLoadContext(assembly);
        var list = Path.ChangeExtension(assembly.Location, ".deps.json");
        if (context is null || !File.Exists(list))
            return [assembly];
        var own = new List<Assembly> { assembly };
        foreach (var name in LibrariesIn(list).Where(name => name != assembly.GetName().Name && !PluginLoadContext.IsShared(name)))
        {
            try
            {
                own.Add(context.LoadFromAssemblyName(new AssemblyName(name)));
            }
            catch (IOException)
            {
                // Ignored: listed and not there, so no value can be of its types.
            }
        }
        return own;
    }

    private static List<string> LibrariesIn(string list)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(list));
            return !json.RootElement.TryGetProperty("libraries", out var libraries)
                ? []
                : [.. libraries.EnumerateObject()
                    .Where(library => library.Name.StartsWith(StreamApi + "/", StringComparison.Ordinal) || (library.Value.TryGetProperty("type", out var type) && type.ValueEquals(Project)))
                    .Select(library => library.Name.Split('/')[0])];
        }
        catch (JsonException e)
        {
            throw TopologyLoadException.Mistake($"'{list}' is no list of dependencies: {e.Message}", e);
        }
    }
}
