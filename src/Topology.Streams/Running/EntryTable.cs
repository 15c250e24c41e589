using Topology.Engine;

namespace Topology.Streams.Running;

/// <summary>Finds the entry of a tuple by its source. Tuples of one source mostly come in a row, so the last answer is kept.</summary>
internal sealed class EntryTable(IReadOnlyList<(string Component, string Stream, TupleEntry Entry)> entries)
{
    private StreamSource? _last;
    private TupleEntry? _lastEntry;

    /// <summary>Null for ticks.</summary>
    public TupleEntry? Of(StreamTuple tuple)
    {
        var source = tuple.Batch.SourceOf(tuple.Index);
        return ReferenceEquals(source, _last) ? _lastEntry : Find(source);
    }

    private TupleEntry? Find(StreamSource source)
    {
        _last = source;
        _lastEntry = null;
        foreach (var (component, stream, entry) in entries)
        {
            if (component == source.Component && stream == source.Stream)
                _lastEntry = entry;
        }
        return _lastEntry;
    }
}
