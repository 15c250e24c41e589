using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests;

/// <summary>A bolt with event time by itself, as an author tests it.</summary>
public class TimedHarnessTests
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void When_watermarks_advance_Then_the_bolt_is_told_between_its_tuples()
    {
        using var harness = new BoltHarness(() => new CountingBolt(), new Fields("word"), hasEventTime: true);

        harness.ExecuteAt(Noon, "a");
        harness.Execute("b");
        harness.AdvanceWatermark(Noon);
        harness.AdvanceWatermark(Noon.AddSeconds(-1));
        harness.ExecuteAt(Noon.AddSeconds(1), "c");
        Assert.Equal(["(12:00:00)", "(none)", "(told 12:00:00)", "(12:00:01)"], harness.TakeEmitted().Texts());

        harness.EndInput();

        Assert.Equal(["(told of the end)"], harness.TakeEmitted().Texts());
        Assert.Equal([0, 1, 2], harness.Acked);
    }

    [Fact]
    public void When_the_harness_has_no_event_time_Then_it_says_how_to_get_it()
    {
        using var harness = new BoltHarness(() => new CountingBolt(), new Fields("word"));

        Assert.Contains("hasEventTime", Assert.Throws<InvalidOperationException>(() => harness.ExecuteAt(Noon, "a")).Message);
        Assert.Contains("hasEventTime", Assert.Throws<InvalidOperationException>(() => harness.AdvanceWatermark(Noon)).Message);
    }

    private sealed class CountingBolt : Bolt, IWatermarkListener
    {
        private OutputCollector? _collector;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("text"));

        public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

        public override void Execute(StreamTuple input)
        {
            _collector!.Emit(input, Text(input.EventTime)); // set by Prepare
            _collector.Ack(input);
        }

        public void WatermarkAdvanced(DateTime watermark) =>
            _collector!.Emit(watermark == DateTime.MaxValue ? "told of the end" : $"told {Text(watermark)}"); // set by Prepare

        private static string Text(DateTime? time) => time?.ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) ?? "none";
    }
}
