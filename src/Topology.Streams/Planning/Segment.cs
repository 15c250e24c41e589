using Topology.Streams.Operators;
using Topology.Streams.Running;

namespace Topology.Streams.Planning;

/// <summary>One of an operator's inputs.</summary>
internal readonly record struct Reader(Operator Operator, int Input);

/// <summary>A stream that leads into a component.</summary>
/// <param name="From">The component it comes from.</param>
/// <param name="Stream">Its id.</param>
/// <param name="Input">Which input of the first operator it leads to.</param>
/// <param name="Grouping">How.</param>
internal sealed record Edge(string From, string Stream, int Input, GroupingKind Grouping);

/// <summary>Operators that make up one component. Complete once the plan is; then read by any thread.</summary>
internal sealed class Segment(IReadOnlyDictionary<Operator, string> names, Operator head, int parallelism)
{
    private readonly List<Operator> _operators = [head];
    private readonly Dictionary<Operator, List<Reader>> _readers = [];
    private readonly List<(Operator Outlet, string Stream)> _streams = [];

    public string Id => names[head];

    /// <summary>What an operator is called in checkpoints and displays.</summary>
    public string NameOf(Operator item) => names[item];

    public Operator Head => head;

    public int Parallelism => parallelism;

    public IReadOnlyList<Operator> Operators => _operators;

    public List<Edge> Inputs { get; } = [];

    /// <summary>The fields of the tuples that lead in.</summary>
    public string[] InputFields { get; set; } = [];

    public bool IsStateful => _operators.Exists(item => item.IsStateful);

    public IReadOnlyList<(Operator Outlet, string Stream)> Streams => _streams;

    /// <summary>The operator that gives event time; null: there is none.</summary>
    public IEventTime? EventTime => _operators.OfType<IEventTime>().FirstOrDefault();

    /// <summary>Whether an operator's output has got its event time here.</summary>
    public bool HasTime(Operator outlet) => !outlet.HasOwnFields && _operators.Contains(outlet) && (outlet is IEventTime || outlet.Inputs.Any(HasTime));

    /// <summary>Puts an operator behind others of this segment.</summary>
    public void Fuse(Operator added, IEnumerable<(Operator Outlet, int Input)> inputs)
    {
        _operators.Add(added);
        foreach (var (outlet, input) in inputs)
        {
            if (!_readers.TryGetValue(outlet, out var readers))
                _readers.Add(outlet, readers = []);
            readers.Add(new Reader(added, input));
        }
    }

    /// <summary>The stream of an operator's output that leads out of here; made when it is asked for first.</summary>
    /// <param name="outlet">The operator.</param>
    /// <param name="used">Streams the reader has already: a bolt can subscribe to each only once.</param>
    public string StreamOf(Operator outlet, Func<string, bool> used)
    {
        foreach (var (from, stream) in _streams)
        {
            if (from == outlet && !used(stream))
                return stream;
        }
        var name = _streams.Count == 0 ? StreamIds.Default : names[outlet];
        for (var number = 2; _streams.Exists(item => item.Stream == name); number++)
            name = $"{names[outlet]}-{number}";
        _streams.Add((outlet, name));
        return name;
    }

    public IEnumerable<Reader> ReadersOf(Operator outlet) => _readers.TryGetValue(outlet, out var readers) ? readers : [];

    public IEnumerable<string> StreamsOf(Operator outlet) => _streams.Where(item => item.Outlet == outlet).Select(item => item.Stream);

    /// <summary>The fields of an operator's tuples that lead out of here.</summary>
    public string[] FieldsOf(Operator outlet) => HasTime(outlet) ? [.. outlet.OutputFields, FieldNames.Time] : outlet.OutputFields;

    public void Declare(OutputFieldsDeclarer declarer)
    {
        foreach (var (outlet, stream) in _streams)
            declarer.DeclareStream(stream, new Fields(FieldsOf(outlet)));
    }

    public IReadOnlyList<(string Component, string Stream, TupleEntry Entry)> CreateEntries(TaskScope scope)
    {
        var byInput = new Dictionary<int, TupleEntry>(); // several streams may lead to one input, which has one chain
        foreach (var edge in Inputs)
        {
            if (!byInput.ContainsKey(edge.Input))
                byInput.Add(edge.Input, head.CreateEntry(edge.Input, scope));
        }
        return [.. Inputs.Select(edge => (edge.From, edge.Stream, byInput[edge.Input]))];
    }
}
