namespace Topology.PerfGate.Ours;

/// <summary>Emits every key of a range again and again, with its value of 100 bytes. Makes no garbage: what is measured are snapshots, not collections.</summary>
internal sealed class KeySpout(int keys) : Spout
{
    private readonly string[] _keys = [.. Enumerable.Range(0, keys).Select(i => $"key-{i:D8}")];
    private readonly string[] _values = [.. Enumerable.Range(0, keys).Select(i => KeyedState.ValueOf(i))];
    private SpoutOutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private int _next;

    public static Fields Fields { get; } = new("key", "value");

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(Fields);

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

    public override void Execute()
    {
        _collector.Emit(_keys[_next], _values[_next]);
        _next = _next + 1 == _keys.Length ? 0 : _next + 1;
    }
}
