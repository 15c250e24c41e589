namespace Topology.Runtime.Windows;

/// <summary>Windows of which each has a trigger and a value of its own: sessions, the global window, and any window with a trigger other than the default. Pure but for the contents; one thread.</summary>
internal sealed class TriggeredWindows<T> : WindowCore
{
    private readonly WindowAssigner _assigner;
    private readonly TriggerMachine _trigger;
    private readonly int _triggerParts;
    private readonly long _lateness;
    private readonly WindowContents<T> _contents;
    private readonly Panes<T> _panes;
    private readonly Holds _holds;
    private readonly KeyTable<WindowsOfKey<T>> _keys = new();
    private readonly List<(long Start, long End)> _assigned = [];
    private readonly Agenda<OpenWindow<T>> _ends = new();
    private readonly Agenda<OpenWindow<T>> _timers = new();
    private long _watermark = long.MinValue;
    private long _now;

    public TriggeredWindows(WindowAssigner assigner, Trigger? trigger, TimeSpan lateness, Accumulation accumulation, WindowContents<T> contents, IWindowOutput<T> output, Holds holds)
    {
        _assigner = assigner;
        _trigger = TriggerMachine.Of(trigger, out _triggerParts);
        _lateness = lateness.Ticks;
        _contents = contents;
        _panes = new Panes<T>(accumulation, contents, output);
        _holds = holds;
    }

    public override long NextEnd => _ends.Next;

    public override long NextTimer => _timers.Next;

    public override bool Add(Value key, WindowInput input)
    {
        _now = Math.Max(_now, input.Now);
        _assigned.Clear();
        _assigner.Assign(input.Time, _assigned);
        _keys.TryGet(key, out var entry);
        OpenWindow<T>? last = null;
        foreach (var (start, end) in _assigned)
        {
            if (WindowFor(ref entry, key, start, end) is not { IsClosed: false } window)
                continue;
            last = window;
            window.Value = _contents.Add(window.Value, input);
            window.NewTuples++;
            if (input.IsHeld)
                _holds.Put(ref window.Fresh, input);
        }
        if (last is null)
            return false;
        if (input.IsHeld)
            _holds.Put(ref last.Held, input);
        TellTriggers(entry!, input); // made with the window
        return true;
    }

    public override void Advance(long watermark, long now)
    {
        _watermark = Math.Max(_watermark, watermark);
        _now = Math.Max(_now, now);
        while (_ends.TryTake(_watermark, static (window, time) => !window.IsGone && window.NextEnd == time, out var window))
            Ended(window);
    }

    public override void OnTimer(long now)
    {
        _now = Math.Max(_now, now);
        while (_timers.TryTake(now, static (window, time) => !window.IsGone && window.NextTimer == time, out var window))
        {
            window.NextTimer = long.MaxValue;
            _keys.Touch(window.Key);
            FireIfDue(window, default);
            Schedule(window);
        }
    }

    public override void Restore(long watermark) => _watermark = Math.Max(_watermark, watermark);

    public override KeyedState CreateState() => new TriggeredState<T>(this, _keys, _contents, _triggerParts);

    internal OpenWindow<T> NewWindow(WindowsOfKey<T> key, long start, long end) => new(key, new TriggerState(_triggerParts), _contents.Create())
    {
        Start = start,
        End = end,
    };

    /// <summary>A window was restored.</summary>
    internal void Restored(OpenWindow<T> window)
    {
        ScheduleEnd(window);
        Schedule(window); // a timer that was due while nobody was there is due at once
    }

    /// <summary>The window, made if need be; null if it takes nothing any more.</summary>
    private OpenWindow<T>? WindowFor(ref WindowsOfKey<T>? entry, Value key, long start, long end)
    {
        if (_assigner.Merges && entry is not null && Merge(entry, start, end) is { } merged)
            return merged;
        if (IsExpired(end))
            return null;
        if (entry is null)
            _keys.Add(entry = new WindowsOfKey<T>(key));
        else
            _keys.Touch(entry);
        if (!_assigner.Merges && entry.Find(start) is { } found)
            return found;
        var window = NewWindow(entry, start, end);
        window.IsPastEnd = end <= _watermark;
        entry.Insert(window);
        ScheduleEnd(window);
        return window;
    }

    private bool IsExpired(long end) => CleanupOf(end) <= _watermark;

    private long CleanupOf(long end) => end > long.MaxValue - _lateness ? long.MaxValue : end + _lateness;

    /// <summary>Has all windows that overlap a span become one, with the span in it; null: there are none.</summary>
    private OpenWindow<T>? Merge(WindowsOfKey<T> entry, long start, long end)
    {
        var windows = entry.Windows;
        var first = windows.FindIndex(window => window.Start < end && start < window.End);
        if (first < 0)
            return null;
        var count = 1;
        while (first + count < windows.Count && windows[first + count].Start < end)
            count++;
        var target = windows[first];
        start = Math.Min(start, target.Start);
        end = Math.Max(end, windows.GetRange(first, count).Max(window => window.End));
        _keys.Touch(entry);
        if (count == 1 && start == target.Start && end == target.End)
            return target;
        MergeInto(target, windows.GetRange(first, count), start, end);
        windows.RemoveRange(first + 1, count - 1);
        return target;
    }

    private void MergeInto(OpenWindow<T> target, List<OpenWindow<T>> all, long start, long end)
    {
        foreach (var other in all.Skip(1))
        {
            target.Value = _contents.Merge(target.Value, other.Value);
            target.NewTuples += other.NewTuples;
            target.Panes = Math.Max(target.Panes, other.Panes);
            target.IsPastEnd |= other.IsPastEnd;
            (target.Shown, other.Shown) = (Panes<T>.Together(target.Shown, other.Shown), null);
            Holds.Merge(ref target.Fresh, other.Fresh);
            Holds.Merge(ref target.Held, other.Held);
            other.IsGone = true;
        }
        (target.Start, target.End) = (start, end);
        target.IsPastEnd &= end <= _watermark;
        var state = new TriggerState(_triggerParts);
        var call = CallOf(target, state);
        call.Merged = all.Select(window => window.Trigger).ToArray();
        _trigger.Merge(ref call);
        target.Trigger = state;
        ScheduleEnd(target);
        Schedule(target);
    }

    private TriggerCall CallOf(OpenWindow<T> window, TriggerState state) => new() { State = state, Watermark = _watermark, Now = _now, End = window.End };

    private void TellTriggers(WindowsOfKey<T> entry, WindowInput input)
    {
        foreach (var (start, end) in _assigned)
        {
            var window = _assigner.Merges ? entry.Windows.Find(candidate => candidate.Start <= start && end <= candidate.End) : entry.Find(start);
            if (window is null or { IsClosed: true } || IsExpired(window.End))
                continue;
            var call = CallOf(window, window.Trigger);
            call.Input = input.Tuple;
            _trigger.Add(ref call);
            FireIfDue(window, input.Tuple);
            Schedule(window);
        }
    }

    private void FireIfDue(OpenWindow<T> window, StreamTuple input)
    {
        if (window.IsClosed)
            return;
        var call = CallOf(window, window.Trigger);
        call.Input = input;
        if (!_trigger.ShouldFire(ref call))
            return;
        _trigger.Fire(ref call);
        var isFinished = _trigger.IsFinished(window.Trigger);
        _panes.Show(window, _watermark, isFinished);
        if (_assigner.IsGlobal)
            _holds.Release(window.Held); // it is never done
        if (isFinished)
            Close(window);
    }

    /// <summary>The watermark has reached what the window waited for: its end, or that and the lateness.</summary>
    private void Ended(OpenWindow<T> window)
    {
        _keys.Touch(window.Key);
        if (!IsExpired(window.End))
        {
            FireIfDue(window, default);
            if (window.IsGone)
                return;
            Schedule(window);
            ScheduleEnd(window);
            return;
        }
        if (!window.IsClosed)
            _panes.Show(window, _watermark, isLast: true);
        Close(window);
        Remove(window);
    }

    /// <summary>It shows nothing any more. A session can come again; of others a mark is left, so that late tuples are known.</summary>
    private void Close(OpenWindow<T> window)
    {
        if (window.IsClosed)
            return;
        window.IsClosed = true;
        _contents.Release(window.Value);
        window.Value = _contents.Create();
        window.Shown = null;
        window.Fresh?.Clear();
        _holds.Release(window.Held);
        if (_assigner.Merges)
            Remove(window);
    }

    private void Remove(OpenWindow<T> window)
    {
        if (window.IsGone)
            return;
        window.IsGone = true;
        window.Key.Windows.Remove(window);
        if (window.Key.Windows.Count == 0 && KeyTable<WindowsOfKey<T>>.Has(window.Key))
            _keys.Remove(window.Key);
    }

    private void ScheduleEnd(OpenWindow<T> window)
    {
        window.NextEnd = window.End > _watermark ? window.End : CleanupOf(window.End);
        _ends.Add(window.NextEnd, window);
    }

    /// <summary>Looks at the window when its trigger has to be asked again.</summary>
    private void Schedule(OpenWindow<T> window)
    {
        var timer = window.IsClosed ? long.MaxValue : _trigger.NextTimer(window.Trigger);
        if (timer == window.NextTimer)
            return;
        window.NextTimer = timer;
        if (timer != long.MaxValue)
            _timers.Add(timer, window);
    }
}
