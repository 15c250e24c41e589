using Topology;

namespace WordCount;

/// <summary>Emits each word (see <see cref="Words"/>) of a line.</summary>
public sealed class SplitBolt : BasicBolt
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        foreach (var word in Words.In(input.GetString(0)))
            collector.Emit(word);
    }
}
