using Topology.Runtime.Messaging;

namespace Topology.Runtime.Windows;

/// <summary>Tumbling and sliding windows of time that are shown at their end: each tuple is put into one slice, however many windows the slice is in. Pure but for the contents; one thread.</summary>
internal sealed class SlicedWindows<T> : WindowCore
{
    private readonly SliceShape _shape;
    private readonly WindowContents<T> _contents;
    private readonly IWindowOutput<T> _output;
    private readonly Holds _holds;
    private readonly long _lateness; // ticks
    private readonly bool _accumulates;
    private readonly KeyTable<SliceKey<T>> _keys = new();
    private long _sliceStart; // of the slice looked up last, UTC ticks
    private long _sliceId = long.MinValue;
    private long _nextEnd = long.MaxValue; // of the first window that has something and has not ended
    private long _reached = long.MinValue; // the last end the watermark has reached
    private long _expired = long.MinValue; // the last end of a window that takes no more
    private long _open = long.MinValue; // the first slice that is in a window that takes tuples

    public SlicedWindows(SliceShape shape, TimeSpan lateness, bool accumulates, WindowContents<T> contents, IWindowOutput<T> output, Holds holds)
    {
        _shape = shape;
        _lateness = lateness.Ticks;
        _accumulates = accumulates;
        _contents = contents;
        _output = output;
        _holds = holds;
    }

    public override long NextEnd => _nextEnd == long.MaxValue ? long.MaxValue : _shape.StartOf(_nextEnd);

    public override bool Add(Value key, WindowInput input)
    {
        var slice = SliceOf(input.Time);
        if (slice < _open)
            return false;
        if (!_keys.TryGet(key, out var entry))
            _keys.Add(entry = new SliceKey<T>(key, _contents, !_shape.IsPlain));
        var slices = entry.Slices;
        if (!slices.IsEmpty && slices.Last == slice && slice >= _reached && !input.IsHeld) // in no window that has been shown
        {
            ref var value = ref slices.LastValue;
            value = _contents.Add(value, input);
        }
        else
        {
            AddSlowly(entry, slice, input);
        }
        _keys.Touch(entry);
        entry.Change(slice);
        return true;
    }

    public override void Advance(long watermark, long now)
    {
        if (watermark == long.MaxValue)
            _reached = watermark;
        else
            _reached = Math.Max(_reached, _shape.EndReached(watermark));
        while (_nextEnd <= _reached && _nextEnd != long.MaxValue)
            FireAll(_nextEnd);
        Expire(watermark);
    }

    private void Expire(long watermark)
    {
        var expired = watermark == long.MaxValue ? watermark : _shape.EndReached(watermark - _lateness);
        if (expired <= _expired)
            return;
        _expired = expired;
        _open = expired == long.MaxValue ? expired : _shape.FirstAfter(expired);
        for (var i = _keys.Count - 1; i >= 0; i--)
            Drop(_keys[i]);
    }

    private long SliceOf(long time)
    {
        if ((ulong)(time - _sliceStart) < (ulong)_shape.Slice && _sliceId != long.MinValue)
            return _sliceId;
        _sliceId = _shape.SliceOf(time);
        _sliceStart = _shape.StartOf(_sliceId);
        return _sliceId;
    }

    private void AddSlowly(SliceKey<T> entry, long slice, WindowInput input)
    {
        if (_shape.FirstEnd(slice) <= _reached)
            ShowLate(entry, slice, input);
        var slices = entry.Slices;
        var position = slices.PositionOf(slice);
        if (!slices.IsAt(position, slice))
        {
            slices.Insert(position, slice, _contents.Create());
            _nextEnd = Math.Min(_nextEnd, NextEndOf(slice));
        }
        ref var value = ref slices.ValueAt(position);
        value = _contents.Add(value, input);
        entry.Total?.Added(slice, input);
        if (input.IsHeld)
            _holds.Put(ref slices.HoldsAt(position), input);
        if (_accumulates && _shape.FirstEnd(slice) <= _reached)
            ShowAgain(entry, slice);
    }

    /// <summary>The end of the first window with a slice that has not ended.</summary>
    private long NextEndOf(long slice)
    {
        var end = _shape.FirstEnd(slice);
        if (end > _reached)
            return end;
        end = _reached == long.MaxValue ? _reached : _shape.EndAtOrAfter(_reached + 1);
        return end <= _shape.LastEnd(slice) ? end : long.MaxValue;
    }

    private void FireAll(long end)
    {
        var isLast = _lateness == 0;
        var next = long.MaxValue;
        for (var i = 0; i < _keys.Count; i++)
        {
            var entry = _keys[i];
            Fire(entry, end, isLast);
            next = Math.Min(next, NextEndAfter(entry.Slices, end));
        }
        _nextEnd = next;
        if (isLast)
            RemoveEnded(end);
    }

    private void RemoveEnded(long end)
    {
        if (end <= _expired)
            return;
        _expired = end;
        _open = Math.Max(_open, _shape.FirstAfter(end));
        for (var i = _keys.Count - 1; i >= 0; i--)
            Drop(_keys[i]);
    }

    private void Fire(SliceKey<T> entry, long end, bool isLast)
    {
        var slices = entry.Slices;
        var from = slices.PositionOf(end - _shape.Slices);
        if (from == slices.Count || slices.IdAt(from) >= end)
            return;
        var value = entry.Total is { } total ? total.Of(end - _shape.Slices, end) : ValueOf(slices, from, end);
        Show(entry, value, end, new Pane(PaneTiming.OnTime, 0, IsFirst: true, isLast), from);
    }

    /// <summary>What a late tuple means for the windows that are over and still take some: a pane of its own.</summary>
    private void ShowLate(SliceKey<T> entry, long slice, WindowInput input)
    {
        for (var end = Math.Max(_shape.FirstEnd(slice), AfterExpired); end <= Math.Min(_reached, _shape.LastEnd(slice)); end += _shape.Step)
        {
            var index = CountPane(entry, end);
            if (_accumulates)
                continue; // once the tuple is in
            var pane = new Pane(PaneTiming.Late, index, index == 0, IsLast: false);
            _output.Show(FiringOf(entry, _contents.AddAgain(_contents.Create(), input), end, pane), []);
        }
    }

    private void ShowAgain(SliceKey<T> entry, long slice)
    {
        for (var end = Math.Max(_shape.FirstEnd(slice), AfterExpired); end <= Math.Min(_reached, _shape.LastEnd(slice)); end += _shape.Step)
        {
            var from = entry.Slices.PositionOf(end - _shape.Slices);
            var index = entry.LatePanes![end] - 1; // counted before
            Show(entry, ValueOf(entry.Slices, from, end), end, new Pane(PaneTiming.Late, index, index == 0, IsLast: false), from);
        }
    }

    private long AfterExpired => _expired == long.MinValue ? _expired : _expired + _shape.Step;

    /// <summary>The index of a late pane of a window. Before the tuple is put into its slice: a window that had something has shown it.</summary>
    private long CountPane(SliceKey<T> entry, long end)
    {
        entry.LatePanes ??= [];
        if (!entry.LatePanes.TryGetValue(end, out var panes))
        {
            var from = entry.Slices.PositionOf(end - _shape.Slices);
            panes = from < entry.Slices.Count && entry.Slices.IdAt(from) < end ? 1 : 0;
        }
        entry.LatePanes[end] = panes + 1;
        return panes;
    }

    private void Show(SliceKey<T> entry, T value, long end, Pane pane, int from)
    {
        var slices = entry.Slices;
        if (_contents.IsList)
        {
            entry.Change(end - _shape.Slices); // what it has shown is marked
            _keys.Touch(entry);
        }
        _output.Show(FiringOf(entry, value, end, pane), slices.HoldsIn(from, slices.PositionOf(end)));
    }

    private Firing<T> FiringOf(SliceKey<T> entry, T value, long end, Pane pane) => new()
    {
        Key = entry,
        Value = value,
        Start = _shape.StartOf(end - _shape.Slices),
        End = _shape.StartOf(end),
        Pane = pane,
    };

    private T ValueOf(SliceQueue<T> slices, int from, long end)
    {
        if (_shape.IsPlain)
            return slices.ValueAt(from);
        var value = _contents.Create();
        for (; from < slices.Count && slices.IdAt(from) < end; from++)
            value = _contents.Merge(value, slices.ValueAt(from));
        return value;
    }

    private long NextEndAfter(SliceQueue<T> slices, long end)
    {
        var next = end + _shape.Step;
        var position = slices.PositionOf(next - _shape.Slices);
        return position == slices.Count ? long.MaxValue : Math.Max(next, _shape.FirstEnd(slices.IdAt(position)));
    }

    /// <summary>Removes the slices that are in no window any more.</summary>
    private void Drop(SliceKey<T> entry)
    {
        var slices = entry.Slices;
        var count = slices.PositionOf(_open);
        if (count == 0)
            return;
        entry.Total?.Leave(_open);
        for (var i = 0; i < count; i++)
        {
            _contents.Release(slices.ValueAt(i));
            foreach (var hold in slices.HoldsIn(i, i + 1))
                _holds.Release(hold);
        }
        slices.RemoveFirst(count);
        _keys.Touch(entry);
        if (slices.IsEmpty)
            _keys.Remove(entry);
        else if (entry.LatePanes is { } panes)
            ForgetPanes(panes);
    }

    private void ForgetPanes(SortedDictionary<long, long> panes)
    {
        while (panes.Count > 0 && panes.First().Key is var end && end <= _expired)
            panes.Remove(end);
    }

    public override KeyedState CreateState() => new SliceState<T>(this, _keys, _contents);

    /// <summary>An entry was restored.</summary>
    internal void Restored(SliceKey<T> entry)
    {
        if (!KeyTable<SliceKey<T>>.Has(entry))
            return;
        for (var i = 0; i < entry.Slices.Count; i++)
            _nextEnd = Math.Min(_nextEnd, NextEndOf(entry.Slices.IdAt(i)));
    }

    internal SliceKey<T> NewEntry(Value key) => new(key, _contents, !_shape.IsPlain);

    /// <summary>The watermark of what is restored; before any entry.</summary>
    public override void Restore(long watermark)
    {
        if (watermark == long.MinValue)
            return;
        _reached = watermark == long.MaxValue ? watermark : _shape.EndReached(watermark);
        _expired = watermark == long.MaxValue ? watermark : _shape.EndReached(watermark - _lateness);
        _open = _expired switch { long.MinValue => long.MinValue, long.MaxValue => long.MaxValue, _ => _shape.FirstAfter(_expired) };
    }
}
