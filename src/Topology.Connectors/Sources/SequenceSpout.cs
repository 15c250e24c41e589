namespace Topology.Connectors;

/// <summary>Emits whole numbers, each once, in the field "number": a source for tests and measurements. Completes after the last one.</summary>
/// <remarks>Task k of n emits from + k, from + k + n, from + k + 2n …</remarks>
public sealed class SequenceSpout : PositionedSpout<long>
{
    private static readonly Fields Number = new("number");

    private readonly long _from;
    private readonly long _to;

    /// <summary>The numbers from one to another, both included; none if the second is the smaller.</summary>
    /// <param name="from">The first; not negative.</param>
    /// <param name="to">The last; at most 2⁶².</param>
    public SequenceSpout(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, 1L << 62);
        _from = from;
        _to = to;
    }

    /// <inheritdoc/>
    protected override Fields OutputFields => Number;

    /// <inheritdoc/>
    protected override IReadOnlyCollection<string> ListSplits(int taskIndex, int taskCount) => [""];

    /// <inheritdoc/>
    protected override SplitReader<long> Open(string split, long? position) =>
        new StrideReader(position ?? _from + Context.ThisTaskIndex, _to, Context.GetComponentTasks(Context.ThisComponentId).Count);

    /// <inheritdoc/>
    protected override void SetValues(in SourceItem<long> item, Span<Value> values) => values[0] = item.Item;

    private sealed class StrideReader(long next, long last, int step) : SplitReader<long>
    {
        private long _next = next;

        public override long Position => _next;

        public override bool IsEnded => _next > last;

        public override bool TryRead(out long item)
        {
            item = _next;
            if (_next > last)
                return false;
            _next += step;
            return true;
        }
    }
}
