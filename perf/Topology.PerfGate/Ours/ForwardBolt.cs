namespace Topology.PerfGate.Ours;

/// <summary>The stage in the middle of <see cref="ChainWork"/>.</summary>
/// <param name="step">What it adds to the number.</param>
internal sealed class ForwardBolt(long step = ChainWork.Step) : Bolt
{
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call

    /// <summary>Of every stream of a chain.</summary>
    public static Fields Fields { get; } = new("text", "number");

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(Fields);

    public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

    public override void Execute(StreamTuple input)
    {
        _collector.Emit(input, input.GetString(0), input.GetInt64(1) + step);
        _collector.Ack(input);
    }
}
