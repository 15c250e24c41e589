namespace Topology.Testing;

/// <summary>One emit of a component under test.</summary>
/// <param name="Component">The component.</param>
/// <param name="Task">The task.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Values">A copy of the values, one per field.</param>
public sealed record EmittedTuple(string Component, int Task, string Stream, IReadOnlyList<Value> Values)
{
    /// <summary>The values as text, such as <c>(apple, 3)</c>: what assertions compare most easily.</summary>
    public override string ToString() => $"({string.Join(", ", Values)})";
}
