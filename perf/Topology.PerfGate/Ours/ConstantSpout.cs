namespace Topology.PerfGate.Ours;

/// <summary>The source of <see cref="ChainWork"/>: one tuple each time it is asked.</summary>
internal sealed class ConstantSpout(bool isTracked) : Spout
{
    private SpoutOutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private long _number;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(ForwardBolt.Fields);

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

    public override void Execute()
    {
        var number = _number++;
        if (isTracked)
            _collector.EmitWithId(number, ChainWork.Text, number);
        else
            _collector.Emit(ChainWork.Text, number);
    }
}
