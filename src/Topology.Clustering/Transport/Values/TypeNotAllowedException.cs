namespace Topology.Clustering.Transport.Values;

/// <summary>A value of this type does not cross between workers.</summary>
/// <param name="type">The type.</param>
internal sealed class TypeNotAllowedException(Type type) : TopologyException(
    $"values of type {type} may not be sent between workers; allowed are types of the topology's own assemblies that derive from nothing else, plain framework types and collections of these");
