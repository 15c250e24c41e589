namespace Topology.Runtime.Windows;

/// <summary>Finds the window key of tuples. Allocates nothing: a key of several fields is one object that is filled anew. One thread.</summary>
internal sealed class KeyReader(IReadOnlyList<string> fields)
{
    private readonly Dictionary<Fields, int[]> _known = new(ReferenceEqualityComparer.Instance);
    private readonly WindowKey _scratch = new(fields.Count);
    private Fields? _of; // the positions are of these
    private int[] _positions = [];

    /// <summary>The key; valid until the next call.</summary>
    public Value KeyOf(StreamTuple tuple)
    {
        if (fields.Count == 0)
            return Value.Null;
        if (!ReferenceEquals(tuple.Fields, _of))
            _positions = PositionsIn(tuple.Fields);
        if (_positions.Length == 1)
            return tuple[_positions[0]];
        var slots = _scratch.Slots;
        for (var i = 0; i < slots.Length; i++)
            slots[i] = tuple[_positions[i]];
        _scratch.Hash();
        return Value.From(_scratch);
    }

    private int[] PositionsIn(Fields of)
    {
        _of = of;
        if (!_known.TryGetValue(of, out var positions))
            _known.Add(of, positions = [.. fields.Select(of.IndexOf)]);
        return positions;
    }
}
