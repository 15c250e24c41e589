using Topology.Runtime.Messaging;

namespace Topology.Runtime.State;

/// <summary>Writes what <see cref="PieceFormat"/> calls changes. Any thread.</summary>
internal sealed class KeyValueCodec<TKey, TValue>(EntryCodec<TKey> keys, EntryCodec<TValue> values)
    where TKey : notnull
{
    public EntryCodec<TKey> Keys => keys;

    public EntryCodec<TValue> Values => values;

    public void Write(TKey[] removed, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs, EncodeBuffer target)
    {
        PieceFormat.WriteItems(removed, keys, target);
        target.WriteVarint((uint)pairs.Length);
        foreach (var (key, value) in pairs)
        {
            keys.Write(key, target);
            values.Write(value, target);
            PieceFormat.CheckSize(target);
        }
    }

    public TKey ReadKey(ref WireReader reader, ReadOnlyMemory<byte> bytes) =>
        keys.Read(ref reader, bytes) ?? throw new InvalidDataException("a key that is null");
}
