using System.Collections;

namespace Topology;

/// <summary>The values of a window key of several fields, in the order in which the fields were given. Immutable; equal by content.</summary>
public sealed class WindowKey : IReadOnlyList<Value>, IEquatable<WindowKey>
{
    private readonly Value[] _values;
    private readonly bool _isScratch;
    private int _hash;

    /// <summary>Copies the values.</summary>
    /// <param name="values">One per field.</param>
    public WindowKey(params ReadOnlySpan<Value> values)
    {
        _values = values.ToArray();
        Hash();
    }

    /// <summary>For runtimes: one to look up others with, which is filled anew for each.</summary>
    internal WindowKey(int count)
    {
        _values = new Value[count];
        _isScratch = true;
    }

    /// <summary>To be filled, and then hashed by <see cref="Hash"/>; only of one to look up with.</summary>
    internal Span<Value> Slots => _isScratch ? _values : [];

    /// <summary>After it was filled.</summary>
    internal void Hash()
    {
        var hash = new HashCode();
        foreach (ref readonly var value in _values.AsSpan())
            hash.Add(value);
        _hash = hash.ToHashCode();
    }

    /// <summary>One that stays as it is.</summary>
    internal WindowKey Keep() => _isScratch ? new WindowKey(_values) : this;

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <inheritdoc/>
    public Value this[int index] => _values[index];

    /// <inheritdoc/>
    public IEnumerator<Value> GetEnumerator() => ((IEnumerable<Value>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(WindowKey? other) => other is not null && other._hash == _hash && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WindowKey);

    /// <summary>Agrees with Equals, in this process only.</summary>
    public override int GetHashCode() => _hash;

    /// <summary>The values, in brackets.</summary>
    public override string ToString() => $"({string.Join(", ", _values)})";
}
