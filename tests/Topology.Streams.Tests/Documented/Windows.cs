using Topology.Testing;

namespace Topology.Streams.Tests.Documented;

public sealed class CountBolt : WindowedBolt<long>
{
    private OutputCollector collector = null!;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word", "end", "count"));
    public override void Prepare(TopologyContext context, OutputCollector collector) => this.collector = collector;
    public override long CreateAccumulator() => 0;
    public override long Add(long count, StreamTuple input) => count + 1;
    public override long Merge(long left, long right) => left + right;
    public override void Execute(WindowFrame<long> window) => collector.Emit(window.Key, window.End, window.Value);
}

internal static class Windows
{
    /// <summary>The program of docs/windows.md, over words with their times.</summary>
    public static void Write(TopologyBuilder builder, Feeder feeder)
    {
        Spout WordSpout() => feeder.CreateSpout();

        builder.SetSpout("words", () => WordSpout()).WithEventTime("time", WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromSeconds(3)));
        builder.SetBolt("count", () => new CountBolt(), 4).FieldsGrouping("words", new Fields("word"))
            .WithSlidingWindow(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10)).WithWindowKey("word");
    }

    /// <summary>The program of docs/event-time.md, with the spouts and bolts of a test.</summary>
    public static void WriteReadings(TopologyBuilder builder, Feeder feeder, Func<Bolt> average)
    {
        Spout SensorSpout() => feeder.CreateSpout();
        Bolt AverageBolt() => average();

        builder.SetSpout("readings", () => SensorSpout(), 4)
            .WithEventTime("time", WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromSeconds(5)).WithIdleTimeout(TimeSpan.FromMinutes(1)));
        builder.SetBolt("average", () => AverageBolt()).FieldsGrouping("readings", new Fields("sensor"));
    }
}
