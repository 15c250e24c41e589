using Topology.Engine;

namespace Topology.Runtime.Watermarks;

/// <summary>The watermark of an executor that gives its tuples their event time: the least of its tasks'. Owned by the executor's thread; times are passed in.</summary>
/// <param name="strategy">As declared.</param>
/// <param name="tasks">How many tasks.</param>
internal sealed class SourceWatermarks(WatermarkStrategy strategy, int tasks)
{
    private readonly Source[] _sources = new Source[tasks];
    private readonly long _idleAfter = strategy.IdleTimeout?.Ticks ?? 0; // 0: never
    private bool _hasChanged = true;
    private long _nextIdleAt = long.MaxValue;
    private long _reached; // the last watermark before any end
    private WatermarkSignal _current;

    /// <summary>When an idle time-out may be over; MaxValue: none is running. As of the last <see cref="At"/>.</summary>
    public long NextIdleAt => _nextIdleAt;

    /// <summary>A new instance of a task begins. What the former one knew still holds.</summary>
    public void Start(int task, long now)
    {
        ref var source = ref _sources[task];
        source.Generator = strategy.CreateGenerator();
        (source.ActiveAt, source.IsWithheld, _hasChanged) = (now, false, true);
    }

    /// <summary>A task emits.</summary>
    public void Emitted(int task, ReadOnlySpan<Value> values, long eventTime, long now)
    {
        ref var source = ref _sources[task];
        source.Generator!.OnEvent(values, new DateTime(eventTime, DateTimeKind.Utc)); // made when the task began
        source.HasEmitted = _hasChanged = true;
        source.ActiveAt = now;
    }

    /// <summary>A task has met an event time of which it emits nothing. Generators that go by more than times are not told.</summary>
    public void Seen(int task, long eventTime, long now)
    {
        if (strategy.IsByTimeOnly)
            Emitted(task, [], eventTime, now);
    }

    /// <summary>A task is not asked, whether it has something or not: it is not idle for that, until it is asked again.</summary>
    public void Withhold(int task)
    {
        _hasChanged |= _sources[task].IsIdle;
        _sources[task].IsWithheld = true;
    }

    /// <summary>A task is asked.</summary>
    public void Ask(int task, long now)
    {
        if (!_sources[task].IsWithheld)
            return;
        _sources[task].IsWithheld = false;
        _sources[task].ActiveAt = now;
        _hasChanged = true;
    }

    /// <summary>Whether nothing more will come of a task, but what it emits again after a failure.</summary>
    public void End(int task, bool hasEnded)
    {
        _hasChanged |= _sources[task].HasEnded != hasEnded;
        _sources[task].HasEnded = hasEnded;
    }

    /// <summary>What there is to say.</summary>
    /// <param name="now">Ticks of the engine's clock.</param>
    /// <param name="hasInputEnded">Whether nothing more will come of any task; null: <see cref="End"/> says so of each.</param>
    public WatermarkSignal At(long now, bool? hasInputEnded = null)
    {
        for (var i = 0; hasInputEnded is { } hasEnded && i < _sources.Length; i++)
            End(i, hasEnded);
        if (!_hasChanged && now < _nextIdleAt && !strategy.IsCustom)
            return _current;
        _hasChanged = false;
        _nextIdleAt = long.MaxValue;
        var (least, isWaiting, mayResume) = (long.MaxValue, false, false);
        foreach (ref var source in _sources.AsSpan())
        {
            if (source.HasEnded)
                continue;
            Update(ref source, now);
            mayResume |= source.IsIdle;
            if (source.IsIdle)
                continue;
            isWaiting = true;
            least = Math.Min(least, source.Watermark);
        }
        var watermark = isWaiting ? least : mayResume ? _reached : WatermarkSignal.End;
        if (watermark != WatermarkSignal.End)
            watermark = _reached = Math.Max(_reached, watermark);
        return _current = new WatermarkSignal(watermark, IsIdle: !isWaiting && mayResume);
    }

    private void Update(ref Source source, long now)
    {
        if ((source.HasEmitted || strategy.IsCustom) && source.Generator?.Current is { } current)
            source.Watermark = Math.Max(source.Watermark, UtcTime.TicksOf(current));
        source.HasEmitted = false;
        source.IsIdle = _idleAfter > 0 && !source.IsWithheld && now - source.ActiveAt >= _idleAfter;
        if (_idleAfter > 0 && !source.IsIdle && !source.IsWithheld)
            _nextIdleAt = Math.Min(_nextIdleAt, source.ActiveAt + _idleAfter);
    }

    private struct Source
    {
        public WatermarkGenerator? Generator; // null before the first instance
        public long Watermark; // of all instances
        public long ActiveAt; // ticks of the engine's clock
        public bool HasEmitted; // since the generator was asked
        public bool IsWithheld; // it is not asked
        public bool IsIdle;
        public bool HasEnded;
    }
}
