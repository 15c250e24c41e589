using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>The counter of the word count.</summary>
internal sealed class CountBolt(SinkCounters words) : BasicBolt
{
    private WordTally _tally = null!; // set by Prepare, which comes before any other call

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context) => _tally = new WordTally(words.Add());

    public override void Execute(StreamTuple input, BasicOutputCollector collector) => _tally.Add(input.GetString(0));
}
