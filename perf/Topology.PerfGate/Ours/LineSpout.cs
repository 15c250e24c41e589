namespace Topology.PerfGate.Ours;

/// <summary>The source of the word count: the lines of <see cref="WordText"/>, tracked, again and again.</summary>
internal sealed class LineSpout : Spout
{
    private readonly string[] _lines = WordText.Lines;
    private SpoutOutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private long _number;
    private int _next;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("line"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

    public override void Execute()
    {
        _collector.EmitWithId(_number++, _lines[_next]);
        _next = _next + 1 == _lines.Length ? 0 : _next + 1;
    }
}
