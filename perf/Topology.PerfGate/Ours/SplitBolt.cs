namespace Topology.PerfGate.Ours;

/// <summary>The splitter of the word count.</summary>
internal sealed class SplitBolt : BasicBolt
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        foreach (var word in WordText.Split(input.GetString(0)))
            collector.Emit(word);
    }
}
