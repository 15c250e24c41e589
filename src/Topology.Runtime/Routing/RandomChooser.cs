namespace Topology.Runtime.Routing;

/// <summary>None grouping: each tuple independently at random.</summary>
public sealed class RandomChooser(int count, FastRandom random) : TaskChooser
{
    public override int Choose(ReadOnlySpan<Value> values) => StableHash.Reduce((ulong)random.Next(), count);
}
