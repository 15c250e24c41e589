namespace Topology.Runtime.Routing;

/// <summary>Equal keys to the same task, in every process and run: to the one that keeps the key's state, see <see cref="KeyGroups"/>.</summary>
/// <param name="positions">Where the key's fields lie among the values.</param>
/// <param name="count">Tasks to choose from.</param>
public sealed class FieldsChooser(int[] positions, int count) : TaskChooser
{
    public override int Choose(ReadOnlySpan<Value> values) => KeyGroups.TaskOf(StableHash.Of(values, positions), count);
}
