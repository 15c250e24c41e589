namespace Topology.Runtime.Routing;

/// <summary>Always the first: global grouping, and any grouping over one task.</summary>
public sealed class SingleChooser : TaskChooser
{
    public override int Choose(ReadOnlySpan<Value> values) => 0;
}
