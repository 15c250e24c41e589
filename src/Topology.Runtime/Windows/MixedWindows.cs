namespace Topology.Runtime.Windows;

/// <summary>The tuples of one key, in order of time.</summary>
internal sealed class MixedKey(Value key) : KeyEntry(key)
{
    public List<(KeptTuple Kept, bool IsHeld)> Tuples { get; } = [];

    /// <summary>So many of the first have been in a window as old ones.</summary>
    public int Past { get; set; }

    /// <summary>Tuples so far.</summary>
    public long Seen { get; set; }

    /// <summary>The latest time so far.</summary>
    public long Latest { get; set; } = long.MinValue;
}

/// <summary>Windows of a time after each so many tuples, and of so many tuples after each time. Keeps the tuples, since which of them are in a window is known only when it ends. Pure but for the contents; one thread.</summary>
internal sealed class MixedWindows<T>(WindowSpec window, WindowContents<T> contents, TupleCodec codec, TupleLimit? limit, IWindowOutput<T> output, Holds holds) : WindowCore
{
    private readonly long _length = window.Length?.Ticks ?? 0; // 0: by count
    private readonly int _count = window.LengthCount ?? 0;
    private readonly int _slideCount = window.SlideCount ?? 0;
    private readonly SliceShape? _slides = window.Slide is { } slide ? SliceShape.OfTime(slide, slide) : null;
    private readonly KeyTable<MixedKey> _keys = new();
    private readonly WindowInput _again = new();
    private long _reached = long.MinValue; // the last slide's end that the watermark has reached
    private long _nextEnd = long.MaxValue;

    public override long NextEnd => _nextEnd == long.MaxValue ? _nextEnd : _slides!.StartOf(_nextEnd); // only set where slides are times

    public override bool Add(Value key, WindowInput input)
    {
        var isKnown = _keys.TryGet(key, out var entry);
        entry ??= new MixedKey(key);
        if (_slides is null ? input.Time <= entry.Latest - _length && entry.Latest != long.MinValue : EndOf(input.Time) <= _reached)
            return false;
        if (!isKnown)
            _keys.Add(entry);
        _keys.Touch(entry);
        Insert(entry, input);
        if (_slides is not null)
            _nextEnd = Math.Min(_nextEnd, EndOf(input.Time));
        else if (++entry.Seen % _slideCount == 0)
            FireByCount(entry);
        return true;
    }

    public override void Advance(long watermark, long now)
    {
        if (_slides is null)
        {
            if (watermark == long.MaxValue)
                FireRest();
            return;
        }
        _reached = watermark == long.MaxValue ? watermark : Math.Max(_reached, _slides.EndReached(watermark));
        while (_nextEnd <= _reached && _nextEnd != long.MaxValue)
            FireAll(_nextEnd);
    }

    public override void Restore(long watermark)
    {
        if (_slides is not null && watermark != long.MinValue)
            _reached = watermark == long.MaxValue ? watermark : _slides.EndReached(watermark);
    }

    public override KeyedState CreateState() => new MixedState(_keys, codec, limit, Restored);

    private void Restored(MixedKey entry)
    {
        if (_slides is not null && entry.Past < entry.Tuples.Count)
            _nextEnd = Math.Min(_nextEnd, EndOf(entry.Tuples[entry.Past].Kept.Time));
    }

    /// <summary>The end of the slide that a time is in.</summary>
    private long EndOf(long time) => _slides!.FirstEnd(_slides.SliceOf(time));

    private void Insert(MixedKey entry, WindowInput input)
    {
        limit?.Add();
        if (input.IsHeld)
            holds.Begin(input);
        entry.Latest = Math.Max(entry.Latest, input.Time);
        var at = entry.Tuples.Count;
        while (at > 0 && entry.Tuples[at - 1].Kept.Time > input.Time)
            at--;
        entry.Tuples.Insert(at, (input.Kept ??= new KeptTuple(codec.NextNumber(), input.Time, input.Tuple), input.IsHeld));
    }

    private void FireByCount(MixedKey entry)
    {
        var from = entry.Tuples.FindIndex(tuple => tuple.Kept.Time > entry.Latest - _length); // the latest one is
        Drop(entry, from);
        Fire(entry, 0, entry.Tuples.Count);
    }

    private void FireAll(long end)
    {
        var time = _slides!.StartOf(end); // there are slides of time if this is called
        var next = long.MaxValue;
        for (var i = 0; i < _keys.Count; i++)
        {
            var entry = _keys[i];
            var to = entry.Tuples.FindIndex(entry.Past, tuple => tuple.Kept.Time >= time);
            to = to < 0 ? entry.Tuples.Count : to;
            if (to > entry.Past)
                FireBySlide(entry, to);
            if (entry.Past < entry.Tuples.Count)
                next = Math.Min(next, EndOf(entry.Tuples[entry.Past].Kept.Time));
        }
        _nextEnd = next;
    }

    private void FireBySlide(MixedKey entry, int to)
    {
        _keys.Touch(entry);
        var drop = Math.Max(0, to - _count);
        Drop(entry, drop);
        Fire(entry, 0, to - drop);
        entry.Past = to - drop;
    }

    private void FireRest()
    {
        for (var i = _keys.Count - 1; i >= 0; i--)
        {
            var entry = _keys[i];
            if (entry.Seen % _slideCount != 0)
                FireByCount(entry);
            Drop(entry, entry.Tuples.Count);
            _keys.Remove(entry);
        }
    }

    private void Fire(MixedKey entry, int from, int to)
    {
        var value = contents.Create();
        var fresh = new HoldList();
        for (var i = from; i < to; i++)
        {
            var (kept, isHeld) = entry.Tuples[i];
            _again.Set(kept.Tuple, kept.Time, kept.Time, isHeld: false);
            _again.Kept = kept;
            value = contents.AddAgain(value, _again);
            if (isHeld && !kept.IsShown)
                fresh.Add(kept.Tuple);
        }
        output.Show(new Firing<T>
        {
            Key = entry,
            Value = value,
            Start = entry.Tuples[from].Kept.Time,
            End = entry.Tuples[to - 1].Kept.Time,
            Pane = new Pane(PaneTiming.OnTime, 0, IsFirst: true, IsLast: true),
        }, [fresh]);
        for (var i = from; i < to; i++)
            entry.Tuples[i].Kept.IsShown = true;
    }

    private void Drop(MixedKey entry, int count)
    {
        HoldList? done = null;
        foreach (var (kept, isHeld) in entry.Tuples.GetRange(0, count))
        {
            if (isHeld)
                (done ??= new HoldList()).Add(kept.Tuple);
        }
        entry.Tuples.RemoveRange(0, count);
        entry.Past = Math.Max(0, entry.Past - count);
        limit?.Remove(count);
        holds.Release(done);
    }
}
