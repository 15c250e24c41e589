using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Topology.Clustering.Packages.Loading;

/// <summary>Finds which assembly of a folder exposes a topology, by reading metadata: nothing is loaded.</summary>
public static class DefinitionFinder
{
    private const string ApiNamespace = nameof(Topology);

    /// <summary>The one assembly that has a public class deriving from <see cref="TopologyDefinition"/>.</summary>
    /// <param name="folder">A publish folder, or an unpacked package.</param>
    /// <returns>Its file name.</returns>
    /// <exception cref="TopologyLoadException">There is none, or there are several: lists them.</exception>
    public static string FindAssembly(string folder)
    {
        string[] assemblies = [.. Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal)];
        string[] found = [.. assemblies.Where(HasDefinition).Select(path => Path.GetFileName(path)!)]; // not null: a file's path
        return found.Length switch
        {
            1 => found[0],
            0 => throw TopologyLoadException.Mistake(
                $"No assembly has a topology: looked for a public class that derives from {nameof(TopologyDefinition)} in {Listing(assemblies.Select(path => Path.GetFileName(path)!))}."), // not null: likewise
            _ => throw TopologyLoadException.Mistake($"Several assemblies have topologies: name one of {string.Join(", ", found)}."),
        };
    }

    private static string Listing(IEnumerable<string> files)
    {
        const int Most = 20; // a screen has room for them
        var names = files.ToList();
        return names.Count == 0 ? "a folder without any .dll"
            : string.Join(", ", names.Take(Most)) + (names.Count > Most ? $" and {names.Count - Most} more" : "");
    }

    private static bool HasDefinition(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            if (!file.HasMetadata)
                return false; // a native library

            var metadata = file.GetMetadataReader();
            return metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Any(type => IsChoice(type) && IsDefinition(metadata, type.BaseType, path));
        }
        catch (BadImageFormatException)
        {
            return false; // not even a library
        }
    }

    private static bool IsChoice(TypeDefinition type) =>
        (type.Attributes & (TypeAttributes.VisibilityMask | TypeAttributes.Abstract)) == TypeAttributes.Public && type.GetGenericParameters().Count == 0;

    private static bool IsDefinition(MetadataReader metadata, EntityHandle type, string path) => type.Kind switch
    {
        HandleKind.TypeDefinition => IsDefinition(metadata, metadata.GetTypeDefinition((TypeDefinitionHandle)type).BaseType, path),
        HandleKind.TypeReference => IsDefinition(metadata, metadata.GetTypeReference((TypeReferenceHandle)type), path),
        _ => false,
    };

    private static bool IsDefinition(MetadataReader metadata, TypeReference type, string path)
    {
        if (type.ResolutionScope.Kind != HandleKind.AssemblyReference)
            return false;

        var name = metadata.GetString(type.Name);
        var space = metadata.GetString(type.Namespace);
        var assembly = metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name);
        return PluginLoadContext.IsShared(assembly)
            ? name == nameof(TopologyDefinition) && space == ApiNamespace
            : IsDefinitionOf(Path.Combine(Path.GetDirectoryName(path)!, assembly + ".dll"), space, name); // not null: a file's path
    }

    // A base class of a library beside it. A circle of base classes would be no assembly that anybody could compile or load.
    private static bool IsDefinitionOf(string path, string space, string name)
    {
        if (!File.Exists(path))
            return false; // the framework's

        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
            return false;

        var metadata = file.GetMetadataReader();
        return metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Any(
            type => metadata.StringComparer.Equals(type.Name, name) && metadata.StringComparer.Equals(type.Namespace, space) && IsDefinition(metadata, type.BaseType, path));
    }
}
