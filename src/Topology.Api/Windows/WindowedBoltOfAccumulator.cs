using Topology.Engine;

namespace Topology;

/// <summary>A bolt that is given an aggregate of each window: tuples are added as they come and not kept, so a window costs memory for each slide in its length rather than for each tuple.
/// Needs a window of its declarer, such as <see cref="BoltDeclarer.WithTumblingWindow(TimeSpan)"/>.</summary>
/// <remarks>
/// All methods are called on the executor's thread, after Prepare. A window whose length is a time and whose slide is a count, or the other way round, keeps the tuples all the same.
/// Inputs are acked as those of a <see cref="WindowedBolt"/>.
/// </remarks>
/// <typeparam name="TAccumulator">What is kept and saved in checkpoints: anything that can be sent to another worker. A number, or a struct or class of them.</typeparam>
public abstract class WindowedBolt<TAccumulator> : Bolt, IWindowedBolt, ITimedBolt
{
    private IWindowOperator? _windows;

    /// <inheritdoc cref="WindowedBolt.Prepare"/>
    public override void Prepare(TopologyContext context, OutputCollector collector) { }

    /// <summary>Makes an accumulator of nothing.</summary>
    /// <returns>A new one each time, if it can be changed.</returns>
    public abstract TAccumulator CreateAccumulator();

    /// <summary>Adds a tuple.</summary>
    /// <param name="accumulator">May be changed and returned.</param>
    /// <param name="input">The tuple; need not be kept.</param>
    public abstract TAccumulator Add(TAccumulator accumulator, StreamTuple input);

    /// <summary>Puts two accumulators together.</summary>
    /// <param name="left">What came earlier; may be changed and returned.</param>
    /// <param name="right">What came later; must not be changed, and not be returned if it can be changed.</param>
    public abstract TAccumulator Merge(TAccumulator left, TAccumulator right);

    /// <summary>Whether <see cref="Subtract"/> can be used: then a sliding window keeps a running total, which takes half the memory.</summary>
    /// <value>Default false. Read once.</value>
    public virtual bool CanSubtract => false;

    /// <summary>Takes away what was merged before.</summary>
    /// <param name="total">May be changed and returned.</param>
    /// <param name="leaving">Is part of it; must not be changed.</param>
    /// <exception cref="NotSupportedException">The bolt does not override it.</exception>
    public virtual TAccumulator Subtract(TAccumulator total, TAccumulator leaving) =>
        throw new NotSupportedException($"{GetType()} says that it can subtract, but does not override {nameof(Subtract)}.");

    /// <summary>Processes one pane of a window.</summary>
    /// <param name="window">The aggregate, which must not be changed.</param>
    /// <remarks>As <see cref="WindowedBolt.Execute(WindowFrame)"/>.</remarks>
    public abstract void Execute(WindowFrame<TAccumulator> window);

    /// <summary>Adds a tuple to its windows; override <see cref="Add"/> instead.</summary>
    /// <param name="input">The tuple; ticks are acked and otherwise ignored.</param>
    public sealed override void Execute(StreamTuple input) => Windows.Add(input);

    void ITimedBolt.AdvanceWatermark(long watermark) => Windows.AdvanceWatermark(watermark);

    long ITimedBolt.NextTimer => Windows.NextTimer;

    void ITimedBolt.OnTimer(long now) => Windows.OnTimer(now);

    IWindowOperator IWindowedBolt.Windows => Windows;

    IWindowOperator IWindowedBolt.Attach(IWindowBackend backend) => _windows = backend.Create(this);

    private IWindowOperator Windows => _windows ?? throw WindowedBolt.NotAttached();
}
