namespace Topology;

/// <summary>Ranks the objects of a window by their counts, and emits (rank, obj, count) for the largest ones, rank 1 first. Needs a window of its declarer.</summary>
/// <remarks>
/// Takes tuples with the fields "obj" and "count", as <see cref="RollingCountBolt"/> and this one emit: so several tasks, grouped by "obj", may rank ahead, and one, by a global grouping and with a window of the same length, makes the total. An
/// object that comes more than once in a window counts as its last tuple says. Objects that count zero are left out.
/// </remarks>
public sealed class TopNBolt : WindowedBolt
{
    private readonly int _size;
    private OutputCollector? _collector;

    /// <summary>Makes one.</summary>
    /// <param name="size">How many are emitted at most; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public TopNBolt(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _size = size;
    }

    /// <inheritdoc/>
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("rank", "obj", "count"));

    /// <inheritdoc/>
    public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

    /// <inheritdoc/>
    public override void Execute(WindowFrame window)
    {
        var counts = new Dictionary<Value, long>();
        foreach (var tuple in window.Tuples)
            counts[tuple["obj"]] = tuple.GetInt64("count");
        var rankings = new Rankings(_size);
        foreach (var (item, count) in counts.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal)) // so that equal ones have an order
            rankings.Update(item, count);
        rankings.PruneZeros();
        for (var i = 0; i < rankings.Count; i++)
            _collector!.Emit(i + 1, rankings[i].Item, rankings[i].Count); // set by Prepare
    }
}
