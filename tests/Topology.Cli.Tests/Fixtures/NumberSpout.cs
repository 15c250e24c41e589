namespace Topology.Cli.Tests.Fixtures;

/// <summary>Emits 1, 2, 3 … tracked; ends after so many, or never at 0.</summary>
public sealed class NumberSpout(long limit) : Spout
{
    private SpoutOutputCollector collector = null!; // set by Prepare, which comes before any other call
    private long last;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("number"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => this.collector = collector;

    public override void Execute()
    {
        if (limit > 0 && last == limit)
        {
            collector.Complete(); // asked again while tuples are pending; saying so twice does no harm
            return;
        }

        last++;
        collector.EmitWithId(last, last);
    }
}
