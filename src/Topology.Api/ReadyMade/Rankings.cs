using System.Collections;

namespace Topology;

/// <summary>The objects with the largest counts, the largest first; of equal ones, the one that got there first. Not safe for several threads at once.</summary>
public sealed class Rankings : IReadOnlyList<Ranked>
{
    private readonly List<Ranked> _all = [];

    /// <summary>An empty one.</summary>
    /// <param name="size">How many it holds at most; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public Rankings(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        Size = size;
    }

    /// <summary>How many it holds at most.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    public int Count => _all.Count;

    /// <inheritdoc/>
    public Ranked this[int index] => _all[index];

    /// <summary>Notes an object's count, in place of the one it had.</summary>
    /// <param name="item">The object.</param>
    /// <param name="count">Its count now.</param>
    public void Update(Value item, long count)
    {
        _all.RemoveAll(other => other.Item == item);
        var at = _all.FindIndex(other => other.Count < count);
        if (at < 0 && _all.Count >= Size)
            return;
        _all.Insert(at < 0 ? _all.Count : at, new Ranked(item, count));
        if (_all.Count > Size)
            _all.RemoveAt(Size);
    }

    /// <summary>Takes over what another one has.</summary>
    /// <param name="other">Stays as it is.</param>
    public void Update(Rankings other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (item, count) in other)
            Update(item, count);
    }

    /// <summary>Removes the objects whose count is zero.</summary>
    public void PruneZeros() => _all.RemoveAll(ranked => ranked.Count == 0);

    /// <inheritdoc/>
    public IEnumerator<Ranked> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>An object and its count.</summary>
/// <param name="Item">The object.</param>
/// <param name="Count">Its count.</param>
public readonly record struct Ranked(Value Item, long Count);
