namespace Topology.Runtime.Routing;

/// <summary>An even ring: after every full round each candidate got one tuple. Local-or-shuffle is the same over fewer candidates.</summary>
/// <param name="candidates">Positions to choose from.</param>
/// <param name="start">Where the ring begins: random, so that several sources do not all begin with the same task.</param>
public sealed class ShuffleChooser(int[] candidates, int start) : TaskChooser
{
    private int _next = start % candidates.Length;

    public override int Choose(ReadOnlySpan<Value> values)
    {
        var at = _next;
        _next = at + 1 == candidates.Length ? 0 : at + 1;
        return candidates[at];
    }
}
