namespace Topology.Runtime.Windows;

/// <summary>The tuples of one key.</summary>
internal sealed class MixedKey<T> : KeyEntry
{
    public MixedKey(Value key, WindowContents<T> contents) : base(key) => Total = contents.IsList ? null : new TupleTotal<T>(contents, Tuples);

    /// <summary>By their time; of equal ones the first that came is first.</summary>
    public SliceQueue<(KeptTuple Kept, bool IsHeld)> Tuples { get; } = new();

    /// <summary>The aggregate of the first of them; null: windows are lists.</summary>
    public TupleTotal<T>? Total { get; }

    /// <summary>Of windows after so many tuples, those since the last one that are to be acked.</summary>
    public List<KeptTuple> New { get; } = [];

    /// <summary>Of windows after a time, so many of the first tuples have been in one.</summary>
    public int Past { get; set; }

    /// <summary>Tuples so far.</summary>
    public long Seen { get; set; }

    /// <summary>The latest time so far.</summary>
    public long Latest { get; set; } = long.MinValue;
}

/// <summary>Windows of a time after each so many tuples, and of so many tuples after each time. Keeps the tuples, since which of them are in a window is known only when it ends. Of aggregates each tuple costs a constant
/// number of merges, however many windows it is in. Pure but for the contents; one thread.</summary>
internal sealed class MixedWindows<T>(WindowSpec window, WindowContents<T> contents, TupleCodec codec, TupleLimit? limit, IWindowOutput<T> output, Holds holds) : WindowCore
{
    private readonly long _length = window.Length?.Ticks ?? 0; // 0: by count
    private readonly int _count = window.LengthCount ?? 0;
    private readonly int _slideCount = window.SlideCount ?? 0;
    private readonly SliceShape? _slides = window.Slide is { } slide ? SliceShape.OfTime(slide, slide) : null;
    private readonly KeyTable<MixedKey<T>> _keys = new();
    private readonly WindowInput _again = new();
    private long _reached = long.MinValue; // the last slide's end that the watermark has reached
    private long _nextEnd = long.MaxValue;

    public override long NextEnd => _nextEnd == long.MaxValue ? _nextEnd : _slides!.StartOf(_nextEnd); // only set where slides are times

    public override bool Add(Value key, WindowInput input)
    {
        var isKnown = _keys.TryGet(key, out var entry);
        entry ??= NewEntry(key);
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
        if (watermark == long.MaxValue)
            DropAll();
    }

    public override void Restore(long watermark)
    {
        if (_slides is not null && watermark != long.MinValue)
            _reached = watermark == long.MaxValue ? watermark : _slides.EndReached(watermark);
    }

    public override KeyedState CreateState() => new MixedState<T>(this, _keys, codec, limit);

    internal MixedKey<T> NewEntry(Value key) => new(key, contents);

    internal void Restored(MixedKey<T> entry)
    {
        if (_slides is not null && entry.Past < entry.Tuples.Count)
            _nextEnd = Math.Min(_nextEnd, EndOf(entry.Tuples.IdAt(entry.Past)));
    }

    /// <summary>The end of the slide that a time is in.</summary>
    private long EndOf(long time) => _slides!.FirstEnd(_slides.SliceOf(time));

    private void Insert(MixedKey<T> entry, WindowInput input)
    {
        limit?.Add();
        if (input.IsHeld)
            holds.Begin(input);
        entry.Latest = Math.Max(entry.Latest, input.Time);
        var at = entry.Tuples.PositionOf(input.Time + 1);
        var kept = input.Kept ??= new KeptTuple(codec.NextNumber(), input.Time, input.Tuple);
        entry.Tuples.Insert(at, input.Time, (kept, input.IsHeld));
        entry.Total?.Inserted(at);
        if (input.IsHeld && _slides is null)
            entry.New.Add(kept);
    }

    private void FireByCount(MixedKey<T> entry)
    {
        var from = entry.Latest - _length + 1;
        Drop(entry, entry.Tuples.PositionOf(from)); // the latest one stays
        var fresh = new HoldList();
        foreach (var kept in entry.New.Where(kept => kept.Time >= from))
            fresh.Add(kept.Tuple);
        entry.New.Clear();
        Fire(entry, entry.Tuples.Count, fresh);
    }

    private void FireAll(long end)
    {
        var time = _slides!.StartOf(end); // there are slides of time if this is called
        var next = long.MaxValue;
        for (var i = 0; i < _keys.Count; i++)
        {
            var entry = _keys[i];
            var to = entry.Tuples.PositionOf(time);
            if (to > entry.Past)
                FireBySlide(entry, to);
            if (entry.Past < entry.Tuples.Count)
                next = Math.Min(next, EndOf(entry.Tuples.IdAt(entry.Past)));
        }
        _nextEnd = next;
    }

    private void FireBySlide(MixedKey<T> entry, int to)
    {
        _keys.Touch(entry);
        var drop = Math.Max(0, to - _count);
        Drop(entry, drop);
        to -= drop;
        var fresh = new HoldList();
        for (; entry.Past < to; entry.Past++)
        {
            var (kept, isHeld) = entry.Tuples.ValueAt(entry.Past);
            if (isHeld)
                fresh.Add(kept.Tuple);
        }
        Fire(entry, to, fresh);
    }

    private void FireRest()
    {
        for (var i = _keys.Count - 1; i >= 0; i--)
        {
            if (_keys[i].Seen % _slideCount != 0)
                FireByCount(_keys[i]);
        }
        DropAll();
    }

    /// <summary>All input has ended: no window follows.</summary>
    private void DropAll()
    {
        for (var i = _keys.Count - 1; i >= 0; i--)
        {
            Drop(_keys[i], _keys[i].Tuples.Count);
            _keys.Remove(_keys[i]);
        }
    }

    /// <summary>Shows the first tuples.</summary>
    private void Fire(MixedKey<T> entry, int count, HoldList fresh) => output.Show(new Firing<T>
    {
        Key = entry,
        Value = entry.Total is { } total ? total.Of(count) : ListOf(entry.Tuples, count),
        Start = entry.Tuples.First,
        End = entry.Tuples.IdAt(count - 1),
        Pane = new Pane(PaneTiming.OnTime, 0, IsFirst: true, IsLast: true),
    }, [fresh]);

    private T ListOf(SliceQueue<(KeptTuple Kept, bool IsHeld)> tuples, int count)
    {
        var value = contents.Create();
        for (var i = 0; i < count; i++)
            value = contents.AddAgain(value, _again.SetAgain(tuples.ValueAt(i).Kept));
        return value;
    }

    private void Drop(MixedKey<T> entry, int count)
    {
        entry.Total?.Leaving(count);
        HoldList? done = null;
        for (var i = 0; i < count; i++)
        {
            var (kept, isHeld) = entry.Tuples.ValueAt(i);
            if (isHeld)
                (done ??= new HoldList()).Add(kept.Tuple);
        }
        entry.Tuples.RemoveFirst(count);
        entry.Past = Math.Max(0, entry.Past - count);
        limit?.Remove(count);
        holds.Release(done);
    }
}
