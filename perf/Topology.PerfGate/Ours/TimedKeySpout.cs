namespace Topology.PerfGate.Ours;

/// <summary>Emits keys in turn, with times that go on evenly. Makes no garbage.</summary>
/// <param name="keys">How many there are.</param>
/// <param name="step">From tuple to tuple, ticks.</param>
/// <param name="tuples">After which it ends.</param>
internal sealed class TimedKeySpout(int keys, long step, long tuples = long.MaxValue) : Spout
{
    private readonly string[] _keys = [.. Enumerable.Range(0, keys).Select(i => $"key-{i:D8}")];
    private SpoutOutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private long _next;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "value", "time"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

    public override void Execute()
    {
        if (_next == tuples)
            return; // goes on being there: windows keep what they have
        _collector.Emit(_keys[_next % keys], _next, new DateTime(DateTime.UnixEpoch.Ticks + _next * step, DateTimeKind.Utc));
        _next++;
    }
}
