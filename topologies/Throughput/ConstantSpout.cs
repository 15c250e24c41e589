using Topology;

namespace Throughput;

/// <summary>Emits the same value as fast as it is asked.</summary>
/// <param name="tracked">Whether each tuple is acknowledged.</param>
/// <param name="limit">How many tuples each task emits before it completes; 0 for no end.</param>
public sealed class ConstantSpout(bool tracked, long limit) : Spout
{
    private const string Constant = "some data";

    private SpoutOutputCollector collector = null!; // set by Prepare, which comes before any other call
    private long emitted;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("value"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => this.collector = collector;

    public override void Execute()
    {
        if (limit > 0 && emitted == limit)
            return;

        if (tracked)
            collector.EmitWithId(emitted, Constant);
        else
            collector.Emit(Constant);

        if (++emitted == limit)
            collector.Complete();
    }
}
