using System.Reflection;
using System.Runtime.Loader;

namespace Topology.Cli.Loading;

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

    private readonly AssemblyDependencyResolver resolver = new(assemblyPath);

    /// <exception cref="CliException">The file is not a .NET assembly or cannot be read.</exception>
    public static Assembly Load(string assemblyPath)
    {
        try
        {
            return new PluginLoadContext(assemblyPath).LoadFromAssemblyPath(assemblyPath);
        }
        catch (BadImageFormatException e)
        {
            throw CliException.WrongUsage($"'{assemblyPath}' is not a .NET assembly.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw CliException.WrongUsage($"'{assemblyPath}' cannot be loaded: {e.Message}", e);
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is { } name && Shared.Contains(name))
            return null; // the default context has it

        return resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
