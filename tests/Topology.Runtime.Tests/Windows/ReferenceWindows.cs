namespace Topology.Runtime.Tests.Windows;

/// <summary>Evaluates windows by brute force: every window keeps the ids of its tuples, and all windows are looked at whenever anything happens.</summary>
internal sealed class ReferenceWindows(WindowSpec spec, Func<ReferenceTrigger> trigger)
{
    private readonly List<Box> _boxes = [];
    private readonly List<Shown> _shown = [];
    private readonly long _lateness = spec.AllowedLateness.Ticks;
    private long _watermark = long.MinValue;
    private long _now;
    private int _lastId;

    public List<int> Late { get; } = [];

    public IEnumerable<string> Take()
    {
        var shown = _shown.Select(pane => pane.ToString()).ToList();
        _shown.Clear();
        return shown;
    }

    public void Add(long time, string key, string text)
    {
        var id = ++_lastId;
        var isTaken = false;
        foreach (var (start, end) in WindowsOf(time))
        {
            var box = BoxFor(key, start, end);
            if (box is null or { IsClosed: true })
                continue;
            isTaken = true;
            box.Ids.Add(id);
            box.New.Add(id);
            box.Trigger.See(SightOf(box) with { IsPunctuation = text == "end" });
            FireIfDue(box);
        }
        if (!isTaken)
            Late.Add(id);
    }

    public void Watermark(long time)
    {
        _watermark = Math.Max(_watermark, time);
        foreach (var box in _boxes.OrderBy(box => box.End).ToList())
        {
            if (Cleanup(box.End) <= _watermark)
                Finish(box);
            else if (box.End <= _watermark && !box.IsTold)
            {
                box.IsTold = true;
                FireIfDue(box);
            }
        }
    }

    public void Clock(long now)
    {
        // What is due in between is shown when it is due.
        for (; _now < now; _now++)
            LookAtAll();
        LookAtAll();

        void LookAtAll()
        {
            foreach (var box in _boxes.Where(box => box.Trigger.Deadlines.Contains(_now)).ToList())
                FireIfDue(box);
        }
    }

    private IEnumerable<(long Start, long End)> WindowsOf(long time)
    {
        if (spec.Kind == WindowKind.Global)
            return [(long.MinValue, long.MaxValue)];
        if (spec.Gap is { } gap)
            return [(time, time + gap.Ticks)];
        var (length, slide) = (spec.Length!.Value.Ticks, spec.Slide!.Value.Ticks);
        return from index in Enumerable.Range(-100, 300)
               let start = index * slide
               where start <= time && time < start + length
               select (start, start + length);
    }

    private Box? BoxFor(string key, long start, long end)
    {
        var known = spec.Gap is null
            ? _boxes.Find(box => box.Key == key && box.Start == start)
            : _boxes.Find(box => box.Key == key && box.Start < end && start < box.End);
        if (known is null && Cleanup(end) <= _watermark)
            return null;
        if (known is null)
        {
            _boxes.Add(known = new Box(key, start, end, trigger()) { IsPastEnd = end <= _watermark, IsTold = end <= _watermark });
            return known;
        }
        if (spec.Gap is null)
            return known;
        return Merge(known, start, end);
    }

    /// <summary>Sessions are tried without triggers of their own only: what comes of those is told by examples.</summary>
    private Box Merge(Box first, long start, long end)
    {
        var all = _boxes.Where(box => box.Key == first.Key && box.Start < end && start < box.End).OrderBy(box => box.Start).ToList();
        var merged = new Box(first.Key, Math.Min(start, all[0].Start), Math.Max(end, all.Max(box => box.End)), trigger())
        {
            Panes = all.Max(box => box.Panes),
            Ids = [.. all.SelectMany(box => box.Ids)],
            New = [.. all.SelectMany(box => box.New)],
            Retractable = [.. all.SelectMany(box => box.Retractable)],
        };
        merged.IsPastEnd = all.Any(box => box.IsPastEnd) && merged.End <= _watermark;
        merged.IsTold = merged.End <= _watermark;
        _boxes.RemoveAll(all.Contains);
        _boxes.Add(merged);
        return merged;
    }

    private Sight SightOf(Box box) => new(_watermark, _now, box.End);

    private void FireIfDue(Box box)
    {
        if (box.IsClosed || !box.Trigger.IsDue(SightOf(box)))
            return;
        box.Trigger.Fire(SightOf(box));
        Show(box, box.Trigger.Finished);
        if (!box.Trigger.Finished)
            return;
        box.IsClosed = true;
        if (spec.Gap is not null)
            _boxes.Remove(box);
    }

    private void Finish(Box box)
    {
        _boxes.Remove(box);
        if (!box.IsClosed)
            Show(box, isLast: true);
    }

    private void Show(Box box, bool isLast)
    {
        var timing = _watermark < box.End ? PaneTiming.Early : box.IsPastEnd ? PaneTiming.Late : PaneTiming.OnTime;
        if (timing != PaneTiming.OnTime && box.New.Count == 0)
            return;
        box.IsPastEnd |= timing == PaneTiming.OnTime;
        _shown.AddRange(box.Retractable);
        box.Retractable.Clear();
        var ids = spec.Accumulation == Accumulation.Discarding ? box.New : box.Ids;
        var pane = new Shown(box.Key, box.Start, box.End, string.Join(' ', ids.Order()), new Pane(timing, box.Panes, box.Panes == 0, isLast), false);
        _shown.Add(pane);
        if (spec.Accumulation == Accumulation.AccumulatingAndRetracting)
            box.Retractable.Add(pane with { IsRetraction = true });
        box.Panes++;
        box.New.Clear();
    }

    private long Cleanup(long end) => end == long.MaxValue ? end : end + _lateness;

    private sealed class Box(string key, long start, long end, ReferenceTrigger trigger)
    {
        public readonly string Key = key;
        public readonly long Start = start;
        public readonly long End = end;
        public readonly ReferenceTrigger Trigger = trigger;
        public List<int> Ids = [];
        public List<int> New = [];
        public List<Shown> Retractable = [];
        public long Panes;
        public bool IsPastEnd;
        public bool IsClosed;
        public bool IsTold; // that its end has come
    }
}
