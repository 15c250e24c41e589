using Topology;

namespace Exclamation;

/// <summary>Appends three exclamation marks.</summary>
public sealed class ExclaimBolt : BasicBolt
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

    public override void Execute(StreamTuple input, BasicOutputCollector collector) =>
        collector.Emit(input.GetString(0) + "!!!");
}
