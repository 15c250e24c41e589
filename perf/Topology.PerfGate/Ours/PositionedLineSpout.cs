namespace Topology.PerfGate.Ours;

/// <summary>The source of the word count with its position in state.</summary>
internal sealed class PositionedLineSpout : StatefulSpout<IValueState<long>>
{
    private readonly string[] _lines = WordText.Lines;
    private SpoutOutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private IValueState<long> _position = null!; // set by InitState, likewise

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("line"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

    public override void InitState(IValueState<long> state) => _position = state;

    public override void Execute()
    {
        var position = _position.Value;
        _collector.Emit(_lines[position % _lines.Length]);
        _position.Value = position + 1;
    }
}
