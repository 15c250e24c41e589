namespace Topology.Testing.Tests.Checkpoints;

/// <summary>What is outside of a topology and outlives all of it: what sinks publish, what spouts hear; and the accidents that happen to its components.</summary>
internal sealed class Outside(int seed, int accidents, RecordingStore store)
{
    private readonly Dictionary<(string Sink, int Task, long Checkpoint), List<long>> _prepared = [];
    private readonly Dictionary<(string Spout, int Task, long Checkpoint), long> _positions = [];
    private readonly HashSet<(string Spout, int Task, long Number)> _acked = [];

    public Random Random { get; } = new(seed);

    public RecordingStore Store => store;

    public Dictionary<string, List<long>> Published { get; } = [];

    public List<string> Wrong { get; } = [];

    public int Happened { get; private set; }

    public int Acked => _acked.Count;

    /// <summary>Throws, as often as there are accidents left.</summary>
    public void MayHappen(double probability)
    {
        if (Happened >= accidents || Random.NextDouble() >= probability)
            return;
        Happened++;
        throw new InvalidOperationException("an accident");
    }

    public void Prepare(string sink, int task, long checkpoint, List<long> numbers) => _prepared[(sink, task, checkpoint)] = numbers;

    public void Commit(string sink, int task, long checkpoint)
    {
        if (!store.Committed.Contains(checkpoint))
            Wrong.Add($"{sink}[{task}] was to commit checkpoint {checkpoint}, which is not stored");
        if (!Published.TryGetValue(sink, out var published))
            Published.Add(sink, published = []);
        foreach (var key in _prepared.Keys.Where(key => key.Sink == sink && key.Task == task && key.Checkpoint <= checkpoint).ToArray())
        {
            published.AddRange(_prepared[key]);
            _prepared.Remove(key);
        }
    }

    public void Abort(string sink, int task)
    {
        foreach (var key in _prepared.Keys.Where(key => key.Sink == sink && key.Task == task).ToArray())
            _prepared.Remove(key);
    }

    /// <summary>A spout has emitted the numbers below a position before a checkpoint.</summary>
    public void Passed(string spout, int task, long checkpoint, long position) => _positions[(spout, task, checkpoint)] = position;

    public void Ack(string spout, int task, long number)
    {
        if (!_acked.Add((spout, task, number)))
            Wrong.Add($"{spout}[{task}] heard of {number} twice");
        if (!store.Committed.Any(checkpoint => _positions.GetValueOrDefault((spout, task, checkpoint), -1) > number))
            Wrong.Add($"{spout}[{task}] heard of {number} before a checkpoint held it");
    }
}
