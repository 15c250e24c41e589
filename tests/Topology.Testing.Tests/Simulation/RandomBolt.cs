namespace Topology.Testing.Tests.Simulation;

/// <summary>How a <see cref="RandomBolt"/> behaves.</summary>
/// <param name="Hold">Inputs kept and acked together, with one emit anchored to all.</param>
/// <param name="MaxEmits">Most emits per input.</param>
/// <param name="FailRate">Share of inputs failed.</param>
/// <param name="ThrowRate">Share of inputs that throw.</param>
/// <param name="SlowRate">Share of inputs that take some milliseconds.</param>
internal sealed record RandomBehaviour(int Hold, int MaxEmits, double FailRate, double ThrowRate, double SlowRate);

/// <summary>A bolt that does at random what bolts may do.</summary>
internal sealed class RandomBolt(Journal journal, RandomBehaviour behaviour, Random random, Action<TimeSpan> moveTime) : Bolt
{
    private readonly List<StreamTuple> _held = [];
    private TopologyContext? _context;
    private OutputCollector? _collector;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "number"));

    public override void Prepare(TopologyContext context, OutputCollector collector) => (_context, _collector) = (context, collector);

    public override void Execute(StreamTuple input)
    {
        journal.Received(_context!.ThisComponentId, _context.ThisTaskId, input);
        if (random.NextDouble() < behaviour.SlowRate)
            moveTime(TimeSpan.FromMilliseconds(random.Next(1, 4)));
        for (var emits = random.Next(behaviour.MaxEmits + 1); emits > 0; emits--)
            _collector!.Emit(input, input["key"], Number());
        var fate = random.NextDouble();
        if (fate < behaviour.ThrowRate)
            throw new InvalidOperationException("a random bolt threw");
        if (fate < behaviour.ThrowRate + behaviour.FailRate)
            _collector!.Fail(input);
        else
            Hold(input);
    }

    private void Hold(StreamTuple input)
    {
        _held.Add(input);
        if (_held.Count < behaviour.Hold)
            return;
        if (_held.Count > 1)
            _collector!.Emit(_held.ToArray(), input["key"], Number());
        foreach (var held in _held)
            _collector!.Ack(held);
        _held.Clear();
    }

    private long Number() => journal.NextEmit(_context!.ThisComponentId, _context.ThisTaskId);
}
