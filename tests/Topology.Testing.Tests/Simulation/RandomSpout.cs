namespace Topology.Testing.Tests.Simulation;

/// <summary>Emits some tuples, tracked and untracked in turn, at an uneven pace, replays some that failed, and completes.</summary>
internal sealed class RandomSpout(Journal journal, int count, Random random, bool replays) : Spout
{
    private readonly Queue<long> _replay = new();
    private SpoutOutputCollector? _collector;
    private TopologyContext? _context;
    private long _next;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "number"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => (_context, _collector) = (context, collector);

    public override void Execute()
    {
        for (var burst = random.Next(4); burst > 0 && _next < count; burst--)
        {
            if (_next % 3 == 2)
                _collector!.Emit($"k{random.Next(5)}", Number());
            else
                EmitTracked(_next);
            _next++;
        }
        while (_replay.TryDequeue(out var id))
            EmitTracked(id + 1000);
        if (_next >= count)
            _collector!.Complete();
    }

    public override void Ack(Value messageId) => Answer(messageId.AsInt64());

    public override void Fail(Value messageId, FailReason reason)
    {
        var id = messageId.AsInt64();
        Answer(id);
        if (replays && id < 1000)
            _replay.Enqueue(id);
    }

    private void EmitTracked(long id)
    {
        journal.Answers.Add((this, id), 0);
        _collector!.EmitWithId(id, $"k{random.Next(5)}", Number());
    }

    private void Answer(long id) => journal.Answers[(this, id)]++;

    private long Number() => journal.NextEmit(_context!.ThisComponentId, _context.ThisTaskId);
}
