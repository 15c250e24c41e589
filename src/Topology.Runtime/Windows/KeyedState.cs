using Topology.Runtime.Messaging;

namespace Topology.Runtime.Windows;

/// <summary>The windows of a task as pieces of checkpoints see them.</summary>
internal abstract class KeyedState
{
    public abstract int Count { get; }

    public abstract bool HasChanges { get; }

    /// <summary>How many keys the next piece of changes is about.</summary>
    public abstract int Changes { get; }

    /// <summary>Writes everything, or what has changed since this was called last.</summary>
    /// <param name="full">Everything.</param>
    /// <param name="keys">Writes and reads keys.</param>
    /// <param name="target">Gets it.</param>
    public abstract void Write(bool full, KeyCodec keys, EncodeBuffer target);

    /// <summary>Reads a piece.</summary>
    /// <param name="reader">At its beginning.</param>
    /// <param name="bytes">All of the piece.</param>
    /// <param name="keys">Writes and reads keys.</param>
    /// <param name="isHere">Whether a key is this task's.</param>
    public abstract void Read(ref WireReader reader, ReadOnlyMemory<byte> bytes, KeyCodec keys, Func<Value, bool> isHere);

    /// <summary>All pieces have been read.</summary>
    public abstract void Restored();
}

/// <inheritdoc/>
/// <remarks>
/// <code>
/// windows = removed:varint  key*  entries:varint  (key length:4 entry)*
/// </code>
/// An entry is written by the kind of windows: all of it, or what has changed in it.
/// </remarks>
internal abstract class KeyedState<TEntry>(KeyTable<TEntry> table) : KeyedState
    where TEntry : KeyEntry
{
    public override int Count => table.Count;

    public override bool HasChanges => !table.IsListing || table.HasChanges;

    public override int Changes => table.Changed.Count + table.Removed.Count;

    protected abstract TEntry Create(Value key);

    protected abstract void Write(TEntry entry, bool full, EncodeBuffer target);

    /// <summary>Applies what <see cref="Write(TEntry, bool, EncodeBuffer)"/> has written.</summary>
    protected abstract void Read(TEntry entry, ref WireReader reader, ReadOnlyMemory<byte> bytes);

    /// <summary>The entry will not be read any further.</summary>
    protected abstract void Restored(TEntry entry);

    public override void Write(bool full, KeyCodec keys, EncodeBuffer target)
    {
        full |= !table.IsListing;
        table.IsListing = true;
        var removed = full ? [] : table.Removed;
        target.WriteVarint((uint)removed.Count);
        foreach (var key in removed)
            keys.Write(key, target);
        if (full)
            WriteAll(keys, target);
        else
            WriteChanged(keys, target);
        table.ForgetChanges();
    }

    public override void Read(ref WireReader reader, ReadOnlyMemory<byte> bytes, KeyCodec keys, Func<Value, bool> isHere)
    {
        for (var left = reader.ReadCount(1, "removed keys"); left > 0; left--)
        {
            if (table.TryGet(keys.Read(ref reader, bytes), out var entry))
                table.Remove(entry);
        }
        for (var left = reader.ReadCount(1, "keys"); left > 0; left--)
        {
            var key = keys.Read(ref reader, bytes);
            var length = reader.ReadInt32();
            if (isHere(key))
                Read(EntryOf(key), ref reader, bytes);
            else
                reader.ReadBytes(length);
        }
    }

    public override void Restored()
    {
        for (var i = table.Count - 1; i >= 0; i--)
            Restored(table[i]);
    }

    private TEntry EntryOf(Value key)
    {
        if (!table.TryGet(key, out var entry))
            table.Add(entry = Create(key));
        return entry;
    }

    private void WriteAll(KeyCodec keys, EncodeBuffer target)
    {
        target.WriteVarint((uint)table.Count);
        for (var i = 0; i < table.Count; i++)
            WriteEntry(table[i], full: true, keys, target);
    }

    private void WriteChanged(KeyCodec keys, EncodeBuffer target)
    {
        var count = 0;
        foreach (var entry in table.Changed)
            count += KeyTable<TEntry>.Has(entry) ? 1 : 0;
        target.WriteVarint((uint)count);
        foreach (var entry in table.Changed)
        {
            if (KeyTable<TEntry>.Has(entry))
                WriteEntry(entry, full: false, keys, target);
        }
    }

    private void WriteEntry(TEntry entry, bool full, KeyCodec keys, EncodeBuffer target)
    {
        keys.Write(entry.Key, target);
        var start = target.Length;
        target.WriteInt32(0); // its length, known later
        Write(entry, full, target);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(target.WrittenFrom(start), target.Length - start - sizeof(int));
        State.PieceFormat.CheckSize(target);
    }
}
