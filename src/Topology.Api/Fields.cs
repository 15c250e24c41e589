using System.Collections;

namespace Topology;

/// <summary>The names of a stream's values, in order. Immutable.</summary>
public sealed class Fields : IReadOnlyList<string>, IEquatable<Fields>
{
    private readonly string[] _names;

    /// <summary>Names the fields.</summary>
    /// <param name="names">Distinct, none empty; copied.</param>
    /// <exception cref="ArgumentException">A name is empty or occurs twice.</exception>
    public Fields(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = (string[])names.Clone();
        for (var i = 0; i < _names.Length; i++)
        {
            if (string.IsNullOrEmpty(_names[i]))
                throw new ArgumentException($"field {i} has no name", nameof(names));
            if (Array.IndexOf(_names, _names[i]) != i)
                throw new ArgumentException($"duplicate field '{_names[i]}'", nameof(names));
        }
    }

    /// <summary>How many fields there are.</summary>
    public int Count => _names.Length;

    /// <summary>The name at a position.</summary>
    /// <param name="index">0 … Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such position.</exception>
    public string this[int index] => (uint)index < (uint)_names.Length
        ? _names[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"there are {_names.Length} fields: {this}");

    /// <summary>The position of a name.</summary>
    /// <param name="name">A field of these.</param>
    /// <exception cref="ArgumentException">There is no such field.</exception>
    public int IndexOf(string name) => TryIndexOf(name, out var index)
        ? index
        : throw new ArgumentException($"{name} does not exist; the fields are {this}", nameof(name));

    /// <summary>Looks the position of a name up.</summary>
    /// <param name="name">A name, perhaps of these.</param>
    /// <param name="index">Its position, or −1.</param>
    /// <returns>False if there is no such field.</returns>
    public bool TryIndexOf(string name, out int index)
    {
        var names = _names;
        for (var i = 0; i < names.Length; i++)
        {
            if (ReferenceEquals(names[i], name))
            {
                index = i;
                return true;
            }
        }
        index = Array.IndexOf(names, name);
        return index >= 0;
    }

    /// <summary>Whether there is such a field.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => TryIndexOf(name, out _);

    /// <summary>The values of some fields, in the order of the selector.</summary>
    /// <param name="selector">Fields of these.</param>
    /// <param name="values">One value per field of these, or more.</param>
    /// <exception cref="ArgumentException">A selected field does not exist.</exception>
    public IReadOnlyList<Value> Select(Fields selector, IReadOnlyList<Value> values)
    {
        ArgumentNullException.ThrowIfNull(selector);
        ArgumentNullException.ThrowIfNull(values);
        var selected = new Value[selector.Count];
        for (var i = 0; i < selected.Length; i++)
            selected[i] = values[IndexOf(selector[i])];
        return selected;
    }

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _names.GetEnumerator();

    /// <summary>Equal when the names are equal, in order.</summary>
    /// <param name="other">Other fields, or null.</param>
    public bool Equals(Fields? other) => other is not null && _names.AsSpan().SequenceEqual(other._names);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Fields);

    /// <inheritdoc/>
    public override int GetHashCode() => _names.Length == 0 ? 0 : HashCode.Combine(_names.Length, _names[0], _names[^1]);

    /// <summary>The names in parentheses.</summary>
    public override string ToString() => "(" + string.Join(", ", _names) + ")";
}
