using Topology.Runtime.Messaging;

namespace Topology.Runtime.Windows;

/// <summary>Writes and reads the windows of a key, all of them.</summary>
internal sealed class TriggeredState<T>(TriggeredWindows<T> windows, KeyTable<WindowsOfKey<T>> table, WindowContents<T> contents, int triggerParts) : KeyedState<WindowsOfKey<T>>(table)
{
    private const byte PastEnd = 1;
    private const byte Closed = 2;

    protected override WindowsOfKey<T> Create(Value key) => new(key);

    protected override void Write(WindowsOfKey<T> entry, bool full, EncodeBuffer target)
    {
        contents.WriteKey(entry, target);
        target.WriteVarint((uint)entry.Windows.Count);
        foreach (var window in entry.Windows)
            Write(window, target);
    }

    protected override void Read(WindowsOfKey<T> entry, ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        foreach (var old in entry.Windows)
            contents.Release(old.Value);
        entry.Windows.Clear();
        contents.ReadKey(entry, ref reader, bytes);
        for (var left = reader.ReadCount(2 * sizeof(long), "windows"); left > 0; left--)
            entry.Windows.Add(ReadWindow(entry, ref reader, bytes));
    }

    protected override void Restored(WindowsOfKey<T> entry)
    {
        foreach (var window in entry.Windows)
            windows.Restored(window);
    }

    private void Write(OpenWindow<T> window, EncodeBuffer target)
    {
        target.WriteInt64(window.Start);
        target.WriteInt64(window.End);
        target.WriteByte((byte)((window.IsPastEnd ? PastEnd : 0) | (window.IsClosed ? Closed : 0)));
        target.WriteVarint((ulong)window.NewTuples);
        target.WriteVarint((ulong)window.Panes);
        target.WriteInt64((long)window.Trigger.Finished);
        target.WriteVarint((uint)triggerParts);
        foreach (var number in window.Trigger.Data)
            target.WriteInt64(number);
        contents.Write(window.Value, target);
        target.WriteVarint((uint)(window.Shown?.Count ?? 0));
        foreach (var shown in window.Shown ?? [])
            Write(shown, target);
    }

    private OpenWindow<T> ReadWindow(WindowsOfKey<T> entry, ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var window = windows.NewWindow(entry, reader.ReadInt64(), reader.ReadInt64());
        var flags = reader.ReadByte();
        window.IsPastEnd = (flags & PastEnd) != 0;
        window.IsClosed = (flags & Closed) != 0;
        window.NewTuples = (long)reader.ReadVarint();
        window.Panes = (long)reader.ReadVarint();
        window.Trigger.Finished = (ulong)reader.ReadInt64();
        if (reader.ReadCount(sizeof(long), "parts of a trigger") is var parts && parts != triggerParts)
            throw new InvalidDataException($"a window with a trigger of {parts} parts; the bolt has one of {triggerParts} now");
        for (var i = 0; i < parts; i++)
            window.Trigger.Data[i] = reader.ReadInt64();
        window.Value = contents.Read(ref reader, bytes);
        for (var left = reader.ReadCount(2 * sizeof(long), "panes"); left > 0; left--)
            (window.Shown ??= []).Add(ReadShown(ref reader, bytes));
        return window;
    }

    private void Write(ShownPane<T> shown, EncodeBuffer target)
    {
        target.WriteInt64(shown.Start);
        target.WriteInt64(shown.End);
        target.WriteByte((byte)shown.Pane.Timing);
        target.WriteVarint((ulong)shown.Pane.Index);
        contents.Write(shown.Value, target);
    }

    private ShownPane<T> ReadShown(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var (start, end) = (reader.ReadInt64(), reader.ReadInt64());
        var timing = (PaneTiming)reader.ReadByte();
        var index = (long)reader.ReadVarint();
        return new ShownPane<T>(start, end, contents.Read(ref reader, bytes), new Pane(timing, index, index == 0, IsLast: false));
    }
}
