namespace Topology;

/// <summary>Collects the output streams of one component while its <see cref="Component.DeclareOutputFields"/> runs.</summary>
/// <remarks>Not safe for several threads at once. What is declared after that method returns is ignored.</remarks>
public sealed class OutputFieldsDeclarer
{
    private readonly SortedDictionary<string, StreamSpec> _streams = new(StringComparer.Ordinal);

    /// <summary>A declarer without streams. The runtime makes its own; a test may make one to see what a component declares.</summary>
    public OutputFieldsDeclarer()
    {
    }

    /// <summary>Everything declared so far by stream id, in ordinal order: a live view that must not be cast and changed.</summary>
    public IReadOnlyDictionary<string, StreamSpec> Streams => _streams;

    /// <summary>Declares that tuples on the stream <see cref="StreamIds.Default"/> have these fields, in this order.</summary>
    /// <param name="fields">The names of the values of each tuple; may be empty for tuples without values.</param>
    /// <exception cref="ArgumentNullException"><paramref name="fields"/> is null.</exception>
    /// <exception cref="ArgumentException">The default stream has been declared before.</exception>
    public void Declare(Fields fields) => Add(StreamIds.Default, fields, isDirect: false);

    /// <summary>Declares a further stream, for emits that name it; subscribers choose the grouping.</summary>
    /// <param name="stream">Its id, unique in the component; ids starting with two underscores are refused when the topology is built.</param>
    /// <param name="fields">The names of the values of each tuple, in order.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The id is empty or has been declared before.</exception>
    public void DeclareStream(string stream, Fields fields) => Add(stream, fields, isDirect: false);

    /// <summary>Declares a stream on which the emitter names the receiving task of every tuple; only direct groupings may subscribe.</summary>
    /// <param name="stream">Its id, unique in the component; ids starting with two underscores are refused when the topology is built.</param>
    /// <param name="fields">The names of the values of each tuple, in order.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The id is empty or has been declared before.</exception>
    public void DeclareDirectStream(string stream, Fields fields) => Add(stream, fields, isDirect: true);

    private void Add(string stream, Fields fields, bool isDirect)
    {
        ArgumentException.ThrowIfNullOrEmpty(stream);
        ArgumentNullException.ThrowIfNull(fields);
        if (!_streams.TryAdd(stream, new StreamSpec(stream, fields, isDirect)))
            throw new ArgumentException($"Stream \"{stream}\" is declared twice.", nameof(stream));
    }
}
