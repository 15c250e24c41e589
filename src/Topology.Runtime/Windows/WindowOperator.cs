using Topology.Engine;

namespace Topology.Runtime.Windows;

/// <summary>The windows of one task in the engine: finds key and time of each input, acks it when it may, and shows panes to the bolt. On the executor's thread.</summary>
internal abstract class WindowOperator : IWindowOperator
{
    private readonly WindowSetting _setting;
    private readonly bool _needsClock;
    private readonly OutputCollector _inner;
    private readonly WindowInput _input = new();
    private readonly KeyReader _keys;
    private WindowCore? _core;

    protected WindowOperator(WindowSetting setting, OutputCollector inner)
    {
        _setting = setting;
        _needsClock = setting.NeedsClock;
        _inner = inner;
        _keys = new KeyReader(setting.Window.KeyFields);
        Collector = new WindowCollector(inner, setting.Where, setting.IsDone);
        Holds = new Holds(inner.Hold, inner.Ack, setting.IsDone, setting.AcksByCheckpoint);
    }

    OutputCollector IWindowOperator.Collector => Collector;

    protected WindowSpec Window => _setting.Window;

    protected WindowCollector Collector { get; }

    protected Holds Holds { get; }

    /// <summary>UTC ticks, exclusive: nothing that happened before it is to be expected. <see cref="long.MinValue"/>: nothing is known.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    public long NextTimer => Math.Min(Core.NextTimer, _setting.IsByClock ? Core.NextEnd : long.MaxValue);

    private WindowCore Core => _core!; // set before anything else is called

    /// <summary>Takes up what was restored.</summary>
    public Action? OnPrepared { get; set; }

    public void Use(WindowCore core) => _core = core;

    public void Prepared() => OnPrepared?.Invoke();

    public void Restore(long watermark)
    {
        Watermark = watermark;
        Core.Restore(watermark);
    }

    public void Add(StreamTuple input)
    {
        if (!TryTimes(input, out var time, out var now))
            return;
        if (_setting.IsByClock)
            Advance(now, now);
        var isHeld = input.Batch.RootOf(input.Index) != 0;
        _input.Set(input, time, now, isHeld);
        var isTaken = Core.Add(_keys.KeyOf(input), _input);
        if (!isTaken)
            Late(input);
        else if (!isHeld)
            _inner.Ack(input);
        _input.IsHeld = false; // it is not being added any more
    }

    public void AdvanceWatermark(long watermark)
    {
        if (_setting.IsByClock && watermark != long.MaxValue)
            return;
        // A watermark says that nothing of its time or an earlier one is to be expected; ours is the first time that is.
        Advance(watermark >= DateTime.MaxValue.Ticks ? long.MaxValue : watermark + 1, _setting.Now());
    }

    public void OnTimer(long now)
    {
        if (_setting.IsByClock)
            Advance(now, now);
        Core.OnTimer(now);
    }

    public void BeforeCheckpoint(long checkpoint) => Holds.BeforeCheckpoint(checkpoint);

    public void CheckpointCompleted(long checkpoint) => Holds.CheckpointCompleted(checkpoint);

    /// <summary>What emits for a pane are anchored to, and their event time.</summary>
    protected void BeginPane(ReadOnlySpan<HoldList?> holds, long end)
    {
        var anchors = Collector.Anchors;
        anchors.Clear();
        foreach (var hold in holds)
        {
            if (hold is null)
                continue;
            hold.TakeNew(anchors);
            Holds.Shown(hold);
        }
        if (Holds.IsUntilCheckpoint)
            anchors.RemoveAll(anchor => _setting.IsDone(anchor));
        if (anchors.Count == 0 && _input.IsHeld)
            anchors.Add(_input.Tuple);
        if (!_setting.IsByClock && end != long.MaxValue)
            Collector.OutputEventTime = WindowTime.Of(_setting.HasInclusiveEnd ? end : end - 1);
    }

    protected void EndPane()
    {
        Collector.Anchors.Clear();
        Collector.OutputEventTime = null;
    }

    private void Advance(long watermark, long now)
    {
        if (watermark <= Watermark)
            return;
        Watermark = watermark;
        Core.Advance(watermark, now);
    }

    /// <summary>False: it has no time, and is done with.</summary>
    private bool TryTimes(StreamTuple input, out long time, out long now)
    {
        now = _needsClock ? _setting.Now() : 0;
        time = _setting.IsByClock ? now : input.Batch.EventTimeOf(input.Index);
        if (time < 0 && _setting.OnlyCounts)
            time = _setting.Now();
        if (time >= 0)
            return !IsTick(input);
        if (IsTick(input))
            return false;
        _inner.ReportError(new TopologyException(
            $"{_setting.Where}: a tuple of stream \"{input.SourceStream}\" of component \"{input.SourceComponent}\" has no event time, though other input of the bolt has; it is treated as late. "
            + "Declare WithEventTime where the tuple comes from, or WithProcessingTime on the bolt."));
        Late(input);
        return false;
    }

    private bool IsTick(StreamTuple input)
    {
        if (!input.IsTick)
            return false;
        _inner.Ack(input);
        return true;
    }

    private void Late(StreamTuple input)
    {
        _setting.CountLate();
        if (_setting.Window.LateStream is { } stream)
            _inner.EmitTo(stream, input, input.Values);
        _inner.Ack(input);
    }
}

/// <inheritdoc/>
internal sealed class WindowOperator<T>(WindowSetting setting, OutputCollector inner, WindowContents<T> contents) : WindowOperator(setting, inner), IWindowOutput<T>
{
    public void Show(in Firing<T> firing, ReadOnlySpan<HoldList?> holds)
    {
        BeginPane(holds, firing.End);
        contents.Show(in firing);
        EndPane();
    }

    /// <summary>Makes the kind of windows that was asked for.</summary>
    public WindowCore CreateCore(TupleCodec codec, TupleLimit? limit)
    {
        var window = Window;
        if (!window.IsByTime)
        {
            return window is { LengthCount: { } count, SlideCount: { } step }
                ? new CountedWindows<T>(new SliceShape(count, step, 0), contents, this, Holds)
                : new MixedWindows<T>(window, contents, codec, limit, this, Holds);
        }
        if (window is { Length: { } length, Slide: { } slide } && IsPlain(window))
            return new SlicedWindows<T>(SliceShape.OfTime(length, slide), window.AllowedLateness, window.Accumulation != Accumulation.Discarding, contents, this, Holds);
        WindowAssigner assigner = window.Kind switch
        {
            WindowKind.Session => new SessionAssigner(window.Gap!.Value), // sessions have one
            WindowKind.Global => new GlobalAssigner(),
            _ => new SlidingAssigner(window.Length!.Value, window.Slide!.Value), // by time: they are
        };
        return new TriggeredWindows<T>(assigner, window.Trigger, window.AllowedLateness, window.Accumulation, contents, this, Holds);
    }

    /// <summary>Windows that are shown at their end only, or again with each late tuple, need no trigger of their own.</summary>
    private static bool IsPlain(WindowSpec window) => window switch
    {
        { AllowedLateness.Ticks: 0 } => window.Trigger is null or AfterWatermarkTrigger { Early: null, Late: null },
        _ => window.Trigger is null && window.Accumulation != Accumulation.AccumulatingAndRetracting,
    };
}
