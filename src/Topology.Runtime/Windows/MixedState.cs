using Topology.Runtime.Messaging;

namespace Topology.Runtime.Windows;

/// <summary>Writes and reads the tuples of a key, all of them.</summary>
internal sealed class MixedState<T>(MixedWindows<T> windows, KeyTable<MixedKey<T>> table, TupleCodec codec, TupleLimit? limit) : KeyedState<MixedKey<T>>(table)
{
    protected override MixedKey<T> Create(Value key) => windows.NewEntry(key);

    protected override void Write(MixedKey<T> entry, bool full, EncodeBuffer target)
    {
        codec.Write(entry.LastShown ?? [], target);
        target.WriteVarint((uint)entry.Past);
        target.WriteInt64(entry.Seen);
        target.WriteInt64(entry.Latest);
        codec.Write([.. Enumerable.Range(0, entry.Tuples.Count).Select(position => entry.Tuples.ValueAt(position).Kept)], target);
    }

    protected override void Read(MixedKey<T> entry, ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        limit?.Remove(entry.Tuples.Count);
        entry.Tuples.Truncate(0);
        entry.Total?.Restart();
        codec.BeginKey();
        entry.LastShown = codec.Read(ref reader, bytes);
        entry.Past = reader.ReadVarint(int.MaxValue, "old tuples");
        entry.Seen = reader.ReadInt64();
        entry.Latest = reader.ReadInt64();
        foreach (var kept in codec.Read(ref reader, bytes))
        {
            limit?.Add();
            entry.Tuples.Insert(entry.Tuples.Count, kept.Time, (kept, false));
        }
    }

    protected override void Restored(MixedKey<T> entry) => windows.Restored(entry);
}
