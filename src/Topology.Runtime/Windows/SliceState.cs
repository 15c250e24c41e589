using Topology.Runtime.Messaging;

namespace Topology.Runtime.Windows;

/// <summary>Writes and reads the slices of a key: those that have changed, and the first that is still there.</summary>
internal sealed class SliceState<T>(SlicedWindows<T> windows, KeyTable<SliceKey<T>> table, WindowContents<T> contents) : KeyedState<SliceKey<T>>(table)
{
    protected override SliceKey<T> Create(Value key) => windows.NewEntry(key);

    protected override void Write(SliceKey<T> entry, bool full, EncodeBuffer target)
    {
        var slices = entry.Slices;
        contents.WriteKey(entry, target);
        WritePanes(entry, target);
        var from = full ? 0 : slices.PositionOf(entry.ChangedFrom);
        target.WriteInt64(slices.IsEmpty ? long.MaxValue : slices.First);
        target.WriteInt64(full ? long.MinValue : entry.ChangedFrom);
        entry.ChangedFrom = long.MaxValue;
        target.WriteVarint((uint)(slices.Count - from));
        for (; from < slices.Count; from++)
        {
            target.WriteInt64(slices.IdAt(from));
            contents.Write(slices.ValueAt(from), target);
        }
    }

    protected override void Read(SliceKey<T> entry, ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var slices = entry.Slices;
        contents.ReadKey(entry, ref reader, bytes);
        ReadPanes(entry, ref reader);
        Drop(slices, slices.PositionOf(reader.ReadInt64()), fromStart: true);
        Drop(slices, slices.PositionOf(reader.ReadInt64()), fromStart: false);
        for (var left = reader.ReadCount(sizeof(long), "slices"); left > 0; left--)
        {
            var id = reader.ReadInt64();
            slices.Insert(slices.Count, id, contents.Read(ref reader, bytes));
        }
        entry.ChangedFrom = long.MaxValue;
    }

    protected override void Restored(SliceKey<T> entry) => windows.Restored(entry);

    private void Drop(SliceQueue<T> slices, int position, bool fromStart)
    {
        var (from, to) = fromStart ? (0, position) : (position, slices.Count);
        for (var i = from; i < to; i++)
            contents.Release(slices.ValueAt(i));
        if (fromStart)
            slices.RemoveFirst(position);
        else
            slices.Truncate(position);
    }

    private static void WritePanes(SliceKey<T> entry, EncodeBuffer target)
    {
        target.WriteVarint((uint)(entry.LatePanes?.Count ?? 0));
        foreach (var (end, panes) in entry.LatePanes ?? [])
        {
            target.WriteInt64(end);
            target.WriteVarint((ulong)panes);
        }
    }

    private static void ReadPanes(SliceKey<T> entry, ref WireReader reader)
    {
        entry.LatePanes = null;
        for (var left = reader.ReadCount(sizeof(long), "late windows"); left > 0; left--)
            (entry.LatePanes ??= []).Add(reader.ReadInt64(), (long)reader.ReadVarint());
    }
}
