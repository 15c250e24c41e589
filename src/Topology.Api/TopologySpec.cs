using System.Diagnostics.CodeAnalysis;

namespace Topology;

/// <summary>A topology's graph, as built. Immutable; safe to read from any thread and to submit several times.</summary>
public sealed class TopologySpec
{
    private readonly ComponentSpec[] _components;
    private readonly Dictionary<string, ComponentSpec> _byId;
    private string? _hash;

    /// <summary>Puts components together without checking the graph; <see cref="TopologyBuilder.Build"/> is the way that checks.</summary>
    /// <param name="components">In any order; copied.</param>
    /// <exception cref="ArgumentException">Two components have the same id.</exception>
    public TopologySpec(IEnumerable<ComponentSpec> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        _components = [.. components.OrderBy(component => component.Id, StringComparer.Ordinal)];
        _byId = _components.ToDictionary(component => component.Id, StringComparer.Ordinal);
    }

    /// <summary>Every component in ordinal order of id, the order in which task ids are given out.</summary>
    public IReadOnlyList<ComponentSpec> Components => _components;

    /// <summary>SHA-256 in upper-case hex over everything but factories: equal in every process that built the same graph.</summary>
    public string Hash => _hash ??= SpecHash.Of(_components);

    /// <summary>The component with that id.</summary>
    /// <param name="id">Compared ordinally.</param>
    /// <exception cref="KeyNotFoundException">There is none; the message names the nearest id.</exception>
    public ComponentSpec this[string id] => TryGet(id, out var component)
        ? component
        : throw new KeyNotFoundException($"There is no component \"{id}\"{NearestName.Hint(id, _byId.Keys)}.");

    /// <summary>Looks a component up without failing.</summary>
    /// <param name="id">Compared ordinally.</param>
    /// <param name="component">The component, or null when the result is false.</param>
    public bool TryGet(string id, [NotNullWhen(true)] out ComponentSpec? component) => _byId.TryGetValue(id, out component);
}
