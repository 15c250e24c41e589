namespace Topology;

/// <summary>The bolt behind <see cref="TopologyBuilder.SetBolt(string, Fields, Action{StreamTuple, BasicOutputCollector}, int)"/>. The body is shared by all tasks.</summary>
internal sealed class LambdaBolt(Fields output, Action<StreamTuple, BasicOutputCollector> body) : BasicBolt
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
        if (output.Count > 0)
            declarer.Declare(output);
    }

    public override void Execute(StreamTuple input, BasicOutputCollector collector) => body(input, collector);
}
