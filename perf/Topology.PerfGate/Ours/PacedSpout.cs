using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>Emits, tracked, all that is due each time it is asked; the number is the time the tuple was to be emitted at.</summary>
internal sealed class PacedSpout(int tuplesPerSecond) : Spout
{
    private SpoutOutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private Pace _pace = null!; // set by Activate, which comes before any Execute

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(ForwardBolt.Fields);

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

    public override void Activate() => _pace = new Pace(tuplesPerSecond);

    public override void Execute()
    {
        for (var due = _pace.Due(); due > 0; due--)
        {
            var scheduled = _pace.Take();
            _collector.EmitWithId(scheduled, ChainWork.Text, scheduled);
        }
    }
}
