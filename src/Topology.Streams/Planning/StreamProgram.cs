namespace Topology.Streams.Planning;

/// <summary>The operators of a program in the order in which they were written, which is one of the flow: inputs come first.</summary>
internal sealed class StreamProgram
{
    private readonly List<Operator> _operators = [];

    public IReadOnlyList<Operator> Operators => _operators;

    public int DefaultParallelism { get; set; } = 1;

    public bool IsFusing { get; set; } = true;

    public void Add(Operator added) => _operators.Add(added);

    /// <summary>A name for each operator: its own, or its kind and, if that is taken, a number.</summary>
    public IReadOnlyDictionary<Operator, string> Names()
    {
        var taken = _operators.Where(item => item.Name is not null).Select(item => item.Name!).ToHashSet(StringComparer.Ordinal);
        var names = new Dictionary<Operator, string>();
        foreach (var item in _operators)
        {
            var name = item.Name ?? item.Kind.ToLowerInvariant();
            if (item.Name is null)
            {
                for (var number = 2; !taken.Add(name); number++)
                    name = $"{item.Kind.ToLowerInvariant()}-{number}";
            }
            names.Add(item, name);
        }
        return names;
    }
}
