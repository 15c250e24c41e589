using System.Reflection;
using System.Runtime.Loader;

namespace Topology.Clustering.Packages.Loading;

/// <summary>
/// Loads a topology's assembly and what it brings along. What it shares with us must be ours: a second copy of
/// Topology.Api would have a Spout of its own, and no topology would be found.
/// </summary>
/// <remarks>Not collectible: the process runs one topology, and collectible code pays for each access to a static.</remarks>
internal sealed class PluginLoadContext(string assemblyPath) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(assemblyPath))
{
    private static readonly HashSet<string> Shared = new(StringComparer.OrdinalIgnoreCase)
    {
        "Topology.Api",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions", // Logging.Abstractions' own dependency
    };

    private readonly AssemblyDependencyResolver _resolver = new(assemblyPath);

    /// <summary>Loads the assembly into a context of its own. Nothing of it has run yet.</summary>
    /// <param name="assemblyPath">A full path.</param>
    /// <param name="apiVersion">The version of Topology.Api that it was built against; null if it does not refer to it.</param>
    /// <exception cref="TopologyLoadException">The file is not a .NET assembly, cannot be read, or was built against an incompatible version of Topology.Api.</exception>
    public static Assembly Load(string assemblyPath, out Version? apiVersion)
    {
        try
        {
            var context = new PluginLoadContext(assemblyPath);
            apiVersion = ApiReferences.Check(assemblyPath, context.PathOf);
            return context.LoadFromAssemblyPath(assemblyPath);
        }
        catch (BadImageFormatException e)
        {
            throw TopologyLoadException.Mistake($"'{assemblyPath}' is not a .NET assembly.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw TopologyLoadException.Mistake($"'{assemblyPath}' cannot be loaded: {e.Message}", e);
        }
    }

    /// <summary>Whether a topology gets our copy of an assembly, not its own.</summary>
    public static bool IsShared(string assemblyName) => Shared.Contains(assemblyName);

    protected override Assembly? Load(AssemblyName assemblyName) => PathOf(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    // Null: the default context has it, or nobody.
    private string? PathOf(AssemblyName assemblyName) =>
        assemblyName.Name is { } name && IsShared(name) ? null : _resolver.ResolveAssemblyToPath(assemblyName);
}
