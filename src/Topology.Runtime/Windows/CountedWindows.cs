using Topology.Runtime.Messaging;

namespace Topology.Runtime.Windows;

/// <summary>The tuples of one key, by their number.</summary>
internal sealed class CountedKey<T> : KeyEntry
{
    public CountedKey(Value key, WindowContents<T> contents, bool slides) : base(key) =>
        Total = slides && !contents.IsList ? new SlidingTotal<T>(contents, Slices) : null;

    public SliceQueue<T> Slices { get; } = new();

    /// <summary>Of the same slices, the times of the first and the last tuple.</summary>
    public SliceQueue<(long First, long Last)> Times { get; } = new();

    public SlidingTotal<T>? Total { get; }

    /// <summary>Tuples so far.</summary>
    public long Seen { get; set; }
}

/// <summary>Windows whose length and slide are numbers of tuples, in the order in which they come. Pure but for the contents; one thread.</summary>
internal sealed class CountedWindows<T>(SliceShape shape, WindowContents<T> contents, IWindowOutput<T> output, Holds holds) : WindowCore
{
    private readonly KeyTable<CountedKey<T>> _keys = new();

    private long Slide => shape.Step * shape.Slice;

    public override long NextEnd => long.MaxValue;

    public override bool Add(Value key, WindowInput input)
    {
        if (!_keys.TryGet(key, out var entry))
            _keys.Add(entry = NewEntry(key));
        _keys.Touch(entry);
        var slice = entry.Seen++ / shape.Slice;
        var slices = entry.Slices;
        if (slices.IsEmpty || slices.Last != slice)
        {
            slices.Insert(slices.Count, slice, contents.Create());
            entry.Times.Insert(entry.Times.Count, slice, (input.Time, input.Time));
        }
        ref var value = ref slices.LastValue;
        value = contents.Add(value, input);
        entry.Times.LastValue.Last = input.Time;
        if (input.IsHeld)
            holds.Put(ref slices.HoldsAt(slices.Count - 1), input);
        if (entry.Seen % Slide == 0)
            Fire(entry, entry.Seen / shape.Slice);
        return true;
    }

    /// <summary>Only the end of all input counts: what is there is shown then, though it is less than a slide.</summary>
    public override void Advance(long watermark, long now)
    {
        if (watermark != long.MaxValue)
            return;
        for (var i = _keys.Count - 1; i >= 0; i--)
        {
            var entry = _keys[i];
            if (entry.Seen % Slide != 0)
                Fire(entry, (entry.Seen / Slide + 1) * shape.Step);
            Drop(entry, long.MaxValue);
            _keys.Remove(entry);
        }
    }

    public override void Restore(long watermark) { }

    public override KeyedState CreateState() => new CountedState<T>(this, _keys, contents);

    internal CountedKey<T> NewEntry(Value key) => new(key, contents, !shape.IsPlain);

    private void Fire(CountedKey<T> entry, long end)
    {
        var from = entry.Slices.PositionOf(end - shape.Slices);
        var value = entry.Total is { } total ? total.Of(end - shape.Slices, end) : ValueOf(entry.Slices, from);
        var firing = new Firing<T>
        {
            Key = entry,
            Value = value,
            Start = entry.Times.ValueAt(from).First,
            End = entry.Times.LastValue.Last,
            Pane = new Pane(PaneTiming.OnTime, 0, IsFirst: true, IsLast: true),
        };
        output.Show(in firing, entry.Slices.HoldsIn(from, entry.Slices.Count));
        Drop(entry, shape.FirstAfter(end));
    }

    private T ValueOf(SliceQueue<T> slices, int from)
    {
        if (shape.IsPlain)
            return slices.ValueAt(from);
        var value = contents.Create();
        for (; from < slices.Count; from++)
            value = contents.Merge(value, slices.ValueAt(from));
        return value;
    }

    private void Drop(CountedKey<T> entry, long before)
    {
        var slices = entry.Slices;
        var count = slices.PositionOf(before);
        entry.Total?.Leave(before);
        for (var i = 0; i < count; i++)
        {
            contents.Release(slices.ValueAt(i));
            foreach (var hold in slices.HoldsIn(i, i + 1))
                holds.Release(hold);
        }
        slices.RemoveFirst(count);
        entry.Times.RemoveFirst(count);
    }
}

/// <summary>Writes and reads the slices of a key, all of them.</summary>
internal sealed class CountedState<T>(CountedWindows<T> windows, KeyTable<CountedKey<T>> table, WindowContents<T> contents) : KeyedState<CountedKey<T>>(table)
{
    protected override CountedKey<T> Create(Value key) => windows.NewEntry(key);

    protected override void Write(CountedKey<T> entry, bool full, EncodeBuffer target)
    {
        contents.WriteKey(entry, target);
        target.WriteInt64(entry.Seen);
        target.WriteVarint((uint)entry.Slices.Count);
        for (var i = 0; i < entry.Slices.Count; i++)
        {
            target.WriteInt64(entry.Slices.IdAt(i));
            target.WriteInt64(entry.Times.ValueAt(i).First);
            target.WriteInt64(entry.Times.ValueAt(i).Last);
            contents.Write(entry.Slices.ValueAt(i), target);
        }
    }

    protected override void Read(CountedKey<T> entry, ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        for (var i = 0; i < entry.Slices.Count; i++)
            contents.Release(entry.Slices.ValueAt(i));
        entry.Slices.Truncate(0);
        entry.Times.Truncate(0);
        contents.ReadKey(entry, ref reader, bytes);
        entry.Seen = reader.ReadInt64();
        for (var left = reader.ReadCount(3 * sizeof(long), "slices"); left > 0; left--)
        {
            var id = reader.ReadInt64();
            entry.Times.Insert(entry.Times.Count, id, (reader.ReadInt64(), reader.ReadInt64()));
            entry.Slices.Insert(entry.Slices.Count, id, contents.Read(ref reader, bytes));
        }
    }

    protected override void Restored(CountedKey<T> entry) { }
}
