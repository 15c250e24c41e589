using Topology.Engine;

namespace Topology;

/// <summary>A bolt that is given windows of tuples instead of tuples. Needs a window of its declarer, such as <see cref="BoltDeclarer.WithTumblingWindow(TimeSpan)"/>.</summary>
/// <remarks>
/// Every tuple of the windows that are not done stays in memory, up to topology.windows.max.tuples for each task; <see cref="WindowedBolt{TAccumulator}"/> keeps only what
/// they come to. Inputs are acked by the runtime: when the last window that has them is done, or, if the topology takes checkpoints, with the next one that is complete. Until then they do not time out.
/// </remarks>
public abstract class WindowedBolt : Bolt, IWindowedBolt, ITimedBolt
{
    private IWindowOperator? _windows;

    /// <summary>Called once before the first window.</summary>
    /// <param name="context">This task's place in the topology; may be kept.</param>
    /// <param name="collector">May be kept, and used on the executor's thread only. What is emitted without an anchor during <see cref="Execute(WindowFrame)"/> is anchored to the
    /// window's new tuples and gets the last moment of the window as its event time. Inputs must not be acked or failed.</param>
    public override void Prepare(TopologyContext context, OutputCollector collector) { }

    /// <summary>Processes one pane of a window.</summary>
    /// <param name="window">Has a tuple at least, unless it is the pane at the end of a window that has shown all its tuples before.</param>
    /// <remarks>Called on the executor's thread, in the order of the windows' ends as far as they are due together. An exception restarts the executor: inputs that are not acked fail and are emitted again.</remarks>
    public abstract void Execute(WindowFrame window);

    /// <summary>Puts a tuple into its windows; override <see cref="Execute(WindowFrame)"/> instead.</summary>
    /// <param name="input">The tuple; ticks are acked and otherwise ignored.</param>
    public sealed override void Execute(StreamTuple input) => Windows.Add(input);

    void ITimedBolt.AdvanceWatermark(long watermark) => Windows.AdvanceWatermark(watermark);

    long ITimedBolt.NextTimer => Windows.NextTimer;

    void ITimedBolt.OnTimer(long now) => Windows.OnTimer(now);

    IWindowOperator IWindowedBolt.Windows => Windows;

    IWindowOperator IWindowedBolt.Attach(IWindowBackend backend) => _windows = backend.Create(this);

    private IWindowOperator Windows => _windows ?? throw NotAttached();

    internal static InvalidOperationException NotAttached() => new("The windowed bolt was not attached to an engine before its first tuple. Run it in a topology, or by a BoltHarness.");
}
