using Topology.Connectors;

namespace Topology.Streams.Operators;

/// <summary>Emits the elements of a sequence. Task k of n has the elements k, k + n, k + 2n …</summary>
internal sealed class SequenceSource<T>(Func<IEnumerable<T>> sequence) : PositionedSpout<T>
{
    private static readonly Fields NoFields = new();

    /// <summary>The element emitted last. It does not lie in the tuple, where it might need a box.</summary>
    public T Current { get; private set; } = default!; // read after an emit

    protected override Fields OutputFields => NoFields;

    protected override IReadOnlyCollection<string> ListSplits(int taskIndex, int taskCount) => [""];

    protected override SplitReader<T> Open(string split, long? position)
    {
        var elements = sequence() ?? throw new ConnectorException($"Component \"{Context.ThisComponentId}\": the function that makes its sequence returned null.");
        var (first, step) = (position ?? Context.ThisTaskIndex, Context.GetComponentTasks(Context.ThisComponentId).Count);
        return elements is IReadOnlyList<T> list ? new ListReader(list, first, step) : new EnumeratingReader(elements.GetEnumerator(), first, step);
    }

    protected override void SetValues(in SourceItem<T> item, Span<Value> values) => Current = item.Item;

    private sealed class ListReader(IReadOnlyList<T> elements, long next, int step) : SplitReader<T>
    {
        private long _next = next;

        public override long Position => _next;

        public override bool IsEnded => _next >= elements.Count;

        public override bool TryRead(out T item)
        {
            item = default!; // of no meaning unless read
            if (IsEnded)
                return false;
            item = elements[(int)_next];
            _next += step;
            return true;
        }
    }

    /// <summary>From a position on: what comes before it has to be passed over.</summary>
    private sealed class EnumeratingReader(IEnumerator<T> elements, long next, int step) : SplitReader<T>
    {
        private long _next = next;
        private long _at = -1; // of the enumerator

        public override long Position => _next;

        public override bool IsEnded => _at == long.MaxValue;

        public override bool TryRead(out T item)
        {
            item = default!; // of no meaning unless read
            while (_at < _next)
            {
                if (!elements.MoveNext())
                {
                    _at = long.MaxValue;
                    return false;
                }
                _at++;
            }
            if (IsEnded)
                return false;
            item = elements.Current;
            _next += step;
            return true;
        }

        public override void Dispose()
        {
            elements.Dispose();
            base.Dispose();
        }
    }
}
