namespace Topology;

/// <summary>One output stream of a component, as declared.</summary>
/// <param name="Id">Unique in the component.</param>
/// <param name="Fields">The names of a tuple's values; every emit must give exactly as many values.</param>
/// <param name="IsDirect">True when the emitter names the receiving task of every tuple.</param>
public sealed record StreamSpec(string Id, Fields Fields, bool IsDirect);
