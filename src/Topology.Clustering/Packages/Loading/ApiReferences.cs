using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Topology.Clustering.Packages.Loading;

/// <summary>Reads which version of Topology.Api assemblies were built against, without loading them.</summary>
internal static class ApiReferences
{
    private static readonly AssemblyName Ours = typeof(TopologyDefinition).Assembly.GetName();

    private static Version OurVersion => Ours.Version!; // not null: every assembly we build has one

    /// <summary>Refuses an assembly that was built against a Topology.Api whose members ours may lack; so for everything it brings along.</summary>
    /// <param name="assemblyPath">The topology's assembly.</param>
    /// <param name="resolve">From an assembly's name to the file that would be loaded; null: not one the topology brings along.</param>
    /// <returns>The version the assembly itself was built against; null if it does not refer to Topology.Api.</returns>
    /// <exception cref="TopologyLoadException">One is incompatible; the message has both versions.</exception>
    /// <exception cref="BadImageFormatException">The file is not a .NET assembly.</exception>
    public static Version? Check(string assemblyPath, Func<AssemblyName, string?> resolve)
    {
        var own = Read(assemblyPath);
        var seen = new HashSet<string>(StringComparer.Ordinal) { assemblyPath };
        var open = new Stack<(string Path, List<AssemblyName> References)>([(assemblyPath, own)]);
        while (open.TryPop(out var next))
        {
            foreach (var reference in next.References)
            {
                if (IsApi(reference))
                    Compare(next.Path, reference.Version!); // not null: a reference always has one
                else if (resolve(reference) is { } file && seen.Add(file))
                    open.Push((file, Read(file)));
            }
        }

        return own.Find(IsApi)?.Version;
    }

    /// <summary>The assemblies that a file refers to; none for a native library.</summary>
    /// <exception cref="BadImageFormatException">The file is no library at all.</exception>
    public static List<AssemblyName> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
            return [];

        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName())];
    }

    /// <summary>Whether code built against one version runs with another: the same major, and nothing newer than there is.</summary>
    public static bool IsCompatible(Version builtAgainst, Version present) =>
        builtAgainst.Major == present.Major && builtAgainst.Minor <= present.Minor;

    private static bool IsApi(AssemblyName reference) => string.Equals(reference.Name, Ours.Name, StringComparison.OrdinalIgnoreCase);

    private static void Compare(string path, Version builtAgainst)
    {
        if (!IsCompatible(builtAgainst, OurVersion))
            throw TopologyLoadException.Mistake(
                $"{Path.GetFileName(path)} was built against Topology.Api {builtAgainst.ToString(3)}, which does not fit the version here, {OurVersion.ToString(3)}: "
                + $"build it against {OurVersion.Major}.{OurVersion.Minor} or an older minor version of {OurVersion.Major}.");
    }
}
