namespace Topology;

/// <summary>Counts the tuples of each key in a window, and emits (obj, count, end) for each when the window has ended. Needs a window with a key of its declarer; a sliding one makes rolling counts.</summary>
public sealed class RollingCountBolt : WindowedBolt<long>
{
    private OutputCollector? _collector;

    /// <inheritdoc/>
    public override bool CanSubtract => true;

    /// <inheritdoc/>
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("obj", "count", "end"));

    /// <inheritdoc/>
    public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

    /// <inheritdoc/>
    public override long CreateAccumulator() => 0;

    /// <inheritdoc/>
    public override long Add(long accumulator, StreamTuple input) => accumulator + 1;

    /// <inheritdoc/>
    public override long Merge(long left, long right) => left + right;

    /// <inheritdoc/>
    public override long Subtract(long total, long leaving) => total - leaving;

    /// <inheritdoc/>
    public override void Execute(WindowFrame<long> window) => _collector!.Emit(window.Key, window.Value, window.End); // set by Prepare
}
