using System.Reflection;

namespace Topology.Clustering.Packages.Loading;

/// <summary>The topologies that an assembly exposes.</summary>
internal sealed class DefinitionCatalog
{
    private readonly string _assemblyName;
    private readonly List<TopologyDefinition> _definitions;

    public DefinitionCatalog(string _assemblyName, IEnumerable<TopologyDefinition> _definitions)
    {
        this._assemblyName = _assemblyName;
        this._definitions = [.. _definitions.OrderBy(definition => definition.Name, StringComparer.Ordinal)];
    }

    /// <exception cref="TopologyLoadException">A type of the assembly, or a definition's constructor, fails to load.</exception>
    public static DefinitionCatalog Of(Assembly assembly) =>
        new(assembly.GetName().Name ?? assembly.Location, TypesOf(assembly).Where(IsDefinition).Select(Instance));

    /// <param name="choice">A definition's name or class name; null: the only one there is.</param>
    /// <exception cref="TopologyLoadException">There is none, or more than one fits.</exception>
    public TopologyDefinition Choose(string? choice)
    {
        if (_definitions.Count == 0)
            throw TopologyLoadException.Mistake($"{_assemblyName} has no topology: looked for a public class that derives from {nameof(TopologyDefinition)}, is not abstract, and has a constructor without parameters.");

        var fitting = choice is null ? _definitions : _definitions.FindAll(definition => Fits(definition, choice));
        return fitting.Count switch
        {
            1 => fitting[0],
            0 => throw TopologyLoadException.Mistake($"{_assemblyName} has no topology '{choice}'. It has:{Listing(_definitions)}"),
            _ => throw TopologyLoadException.Mistake($"{_assemblyName} has several topologies{(choice is null ? "" : $" called '{choice}'")}: name one behind the assembly. It has:{Listing(fitting)}"),
        };
    }

    private static bool Fits(TopologyDefinition definition, string choice) =>
        string.Equals(definition.Name, choice, StringComparison.OrdinalIgnoreCase)
        || string.Equals(definition.GetType().Name, choice, StringComparison.OrdinalIgnoreCase)
        || string.Equals(definition.GetType().FullName, choice, StringComparison.Ordinal);

    private static string Listing(IEnumerable<TopologyDefinition> _definitions) =>
        string.Concat(_definitions.Select(definition => $"{Environment.NewLine}  {definition.Name} (class {definition.GetType().FullName})"));

    private static Type[] TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetExportedTypes();
        }
        catch (Exception e) when (e is TypeLoadException or FileNotFoundException or FileLoadException or ReflectionTypeLoadException)
        {
            throw TopologyLoadException.Mistake($"{assembly.GetName().Name} cannot be loaded; something it needs is missing, or it was built against another version of Topology.Api: {e.Message}", e);
        }
    }

    private static bool IsDefinition(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && type.IsSubclassOf(typeof(TopologyDefinition))
        && type.GetConstructor(Type.EmptyTypes) is not null;

    private static TopologyDefinition Instance(Type type)
    {
        try
        {
            return (TopologyDefinition)Activator.CreateInstance(type)!; // not null: a class, not a Nullable<T>
        }
        catch (TargetInvocationException e) when (e.InnerException is { } cause)
        {
            throw TopologyLoadException.Failed($"The constructor of {type.FullName} failed: {cause.Message}", cause);
        }
    }
}
