using System.Diagnostics.CodeAnalysis;

namespace Topology.Runtime.State;

/// <summary>Keys as bytes that have changed since the last piece, and whether they are there now.</summary>
internal sealed class ChangedKeys : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    private const int BytesEach = 96; // of a key's array and its place in the table, without what the key holds

    private readonly Dictionary<byte[], bool> _keys;
    private readonly Dictionary<byte[], bool>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public ChangedKeys()
    {
        _keys = new Dictionary<byte[], bool>(this);
        _lookup = _keys.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _keys.Count;

    /// <summary>Memory that they take, about.</summary>
    public long Bytes { get; private set; }

    public IEnumerable<KeyValuePair<byte[], bool>> All => _keys;

    public bool TryGet(ReadOnlySpan<byte> key, out bool isThere) => _lookup.TryGetValue(key, out isThere);

    public void Set(ReadOnlySpan<byte> key, bool isThere)
    {
        if (!_lookup.ContainsKey(key))
            Bytes += BytesEach + key.Length;
        _lookup[key] = isThere;
    }

    bool IEqualityComparer<byte[]>.Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    int IEqualityComparer<byte[]>.GetHashCode([DisallowNull] byte[] key) => HashOf(key);

    bool IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>.Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    int IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>.GetHashCode(ReadOnlySpan<byte> alternate) => HashOf(alternate);

    byte[] IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>.Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    private static int HashOf(ReadOnlySpan<byte> key)
    {
        var hash = new HashCode();
        hash.AddBytes(key);
        return hash.ToHashCode();
    }
}
