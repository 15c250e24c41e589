namespace Topology;

/// <summary>How the watermarks of a component come about. Immutable; one may be used for several components.</summary>
/// <remarks>A watermark says that no tuple of its event time or an earlier one is expected any more. Each task has its own; receivers go by the least of all their inputs'.</remarks>
public sealed class WatermarkStrategy
{
    private readonly Func<WatermarkGenerator> _factory;
    private readonly string _text;

    private WatermarkStrategy(string text, Func<WatermarkGenerator> factory)
    {
        _text = text;
        _factory = factory;
    }

    /// <summary>How long a task may emit nothing before it is left out of account; null: it is waited for, however long that takes.</summary>
    public TimeSpan? IdleTimeout { get; private init; }

    /// <summary>Whether its generators are the user's: they are asked also when nothing was emitted; for runtimes.</summary>
    public bool IsCustom { get; private init; }

    /// <summary>Whether its generators look at event times only, not at values.</summary>
    internal bool IsByTimeOnly { get; private init; }

    /// <summary>Event time never goes back within a task: the watermark is just below the latest event time.</summary>
    public static WatermarkStrategy Monotonic() => new("monotonic", () => new BoundedWatermarks(0)) { IsByTimeOnly = true };

    /// <summary>Tuples of a task come at most so much later than the latest one: the watermark stays behind the latest event time by as much.</summary>
    /// <param name="bound">Zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static WatermarkStrategy BoundedOutOfOrderness(TimeSpan bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, TimeSpan.Zero);
        return new($"out of order by {bound.Ticks}", () => new BoundedWatermarks(bound.Ticks)) { IsByTimeOnly = true };
    }

    /// <summary>Some tuples say how far event time has got.</summary>
    /// <param name="selector">Finds it; all tasks share it and call it from their own threads at once.</param>
    public static WatermarkStrategy Punctuated(WatermarkSelector selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new("punctuated", () => new PunctuatedWatermarks(selector));
    }

    /// <summary>Generators of one's own.</summary>
    /// <param name="factory">Makes one for each instance of a task, on its executor's thread; never null results.</param>
    public static WatermarkStrategy Custom(Func<WatermarkGenerator> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new("custom", factory) { IsCustom = true };
    }

    /// <summary>The same, but a task that has emitted nothing for so long is left out of account until it emits again. What it emits then may be late.</summary>
    /// <remarks>Time during which the task was not asked for want of room at its receivers, or because of <see cref="TopologyConfig.MaxSpoutPending"/>, does not count.</remarks>
    /// <param name="timeout">By the clock; more than zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is zero or less.</exception>
    public WatermarkStrategy WithIdleTimeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        return new(_text, _factory) { IdleTimeout = timeout, IsCustom = IsCustom, IsByTimeOnly = IsByTimeOnly };
    }

    /// <summary>Makes a generator; for runtimes.</summary>
    /// <exception cref="InvalidOperationException">The factory returned null.</exception>
    public WatermarkGenerator CreateGenerator() =>
        _factory() ?? throw new InvalidOperationException("The factory given to WatermarkStrategy.Custom returned null; it is to return a new generator each time.");

    /// <summary>What it does, functions by their kind only: strategies of different texts are different.</summary>
    public override string ToString() => IdleTimeout is { } timeout ? $"{_text}, idle after {timeout.Ticks}" : _text;

    private sealed class BoundedWatermarks(long bound) : WatermarkGenerator
    {
        private long _latest = -1;

        public override DateTime? Current => _latest > bound ? new DateTime(_latest - bound - 1, DateTimeKind.Utc) : null;

        public override void OnEvent(ReadOnlySpan<Value> values, DateTime eventTime) => _latest = Math.Max(_latest, eventTime.Ticks);
    }

    private sealed class PunctuatedWatermarks(WatermarkSelector selector) : WatermarkGenerator
    {
        private DateTime? _current;

        public override DateTime? Current => _current;

        public override void OnEvent(ReadOnlySpan<Value> values, DateTime eventTime)
        {
            if (selector(values, eventTime) is { } said)
                _current = said;
        }
    }
}
