namespace Topology.Runtime.Routing;

/// <summary>Each key has two tasks; a tuple goes to the one this source has sent less to. Bears skewed keys.</summary>
/// <param name="positions">Where the key's fields lie among the values.</param>
/// <param name="count">Tasks to choose from, at least 2.</param>
public sealed class PartialKeyChooser(int[] positions, int count) : TaskChooser
{
    private readonly long[] _sent = new long[count];

    public override int Choose(ReadOnlySpan<Value> values)
    {
        var hash = StableHash.Of(values, positions);
        var first = StableHash.Reduce(hash, count);
        var second = StableHash.Reduce(StableHash.Mix(hash ^ 0x9E3779B97F4A7C15), count - 1);
        if (second >= first)
            second++; // always another one
        var chosen = _sent[first] <= _sent[second] ? first : second;
        _sent[chosen]++;
        return chosen;
    }
}
