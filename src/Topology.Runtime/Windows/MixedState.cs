using Topology.Runtime.Messaging;

namespace Topology.Runtime.Windows;

/// <summary>Writes and reads the tuples of a key, all of them.</summary>
internal sealed class MixedState(KeyTable<MixedKey> table, TupleCodec codec, TupleLimit? limit, Action<MixedKey> restored) : KeyedState<MixedKey>(table)
{
    protected override MixedKey Create(Value key) => new(key);

    protected override void Write(MixedKey entry, bool full, EncodeBuffer target)
    {
        codec.Write(entry.LastShown ?? [], target);
        target.WriteVarint((uint)entry.Past);
        target.WriteInt64(entry.Seen);
        target.WriteInt64(entry.Latest);
        codec.Write([.. entry.Tuples.Select(tuple => tuple.Kept)], target);
    }

    protected override void Read(MixedKey entry, ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        limit?.Remove(entry.Tuples.Count);
        entry.Tuples.Clear();
        codec.BeginKey();
        entry.LastShown = codec.Read(ref reader, bytes);
        entry.Past = reader.ReadVarint(int.MaxValue, "old tuples");
        entry.Seen = reader.ReadInt64();
        entry.Latest = reader.ReadInt64();
        foreach (var kept in codec.Read(ref reader, bytes))
        {
            limit?.Add();
            entry.Tuples.Add((kept, false));
        }
    }

    protected override void Restored(MixedKey entry) => restored(entry);
}
