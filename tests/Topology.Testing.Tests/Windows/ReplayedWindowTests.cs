using CsCheck;
using Topology.Testing.Tests.Watermarks;

namespace Topology.Testing.Tests.Windows;

/// <summary>At least once: windows that are lost with their bolt come again, also when what is replayed goes through a bolt that takes its time.</summary>
public class ReplayedWindowTests
{
    private const int Count = 60;

    private static readonly string[] Expected = [.. Enumerable.Range(0, Count).GroupBy(id => id * 5 / 20).Select(window => string.Join(' ', window)).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void When_the_bolt_of_windows_crashes_Then_each_window_is_shown_whole(bool takesTime) => Gen.Select(Gen.Int[1, 100_000], Gen.Int[0, 150].Array[1, 4]).Sample(
        (seed, waits) =>
        {
            var shown = new List<string>();
            var builder = new TopologyBuilder();
            builder.SetSpout("source", () => new ReplayingSpout()).WithEventTime("time");
            builder.SetBolt("pass", () => takesTime ? new SlowBolt(new Random(seed)) : new PlainBolt()).ShuffleGrouping("source");
            builder.SetBolt("windows", () => new ShowingBolt(shown)).ShuffleGrouping("pass").WithTumblingWindow(TimeSpan.FromMilliseconds(20));
            using var topology = new SimulatedTopology(
                builder.Build(), new TopologyConfig { Restart = new RestartOptions { MaxRestarts = int.MaxValue } }, new SimulationOptions { Seed = seed, DelayProbability = 0.05 });
            foreach (var wait in waits)
            {
                topology.Advance(TimeSpan.FromMilliseconds(wait));
                topology.Crash("windows");
            }

            topology.RunToCompletion();

            Assert.Equal(Expected, shown.Distinct().Order(StringComparer.Ordinal));
        },
        iter: 100);

    /// <summary>Emits ids with ascending times, one each time, and what has failed again, first.</summary>
    private sealed class ReplayingSpout : Spout
    {
        private readonly Queue<int> _failed = new();
        private SpoutOutputCollector? _collector;
        private int _next;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("id", "time"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

        public override void Execute()
        {
            if (_failed.TryDequeue(out var id))
                Emit(id);
            else if (_next < Count)
                Emit(_next++);
            else
                _collector!.Complete(); // set by Prepare
        }

        public override void Fail(Value messageId, FailReason reason) => _failed.Enqueue(messageId.AsInt32());

        private void Emit(int id) => _collector!.EmitWithId(id, id, DateTime.UnixEpoch.AddMilliseconds(id * 5)); // set by Prepare
    }

    private sealed class PlainBolt : BasicBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("id", "time"));

        public override void Execute(StreamTuple input, BasicOutputCollector collector) => collector.Emit(input[0], input[1]);
    }

    private sealed class ShowingBolt(List<string> shown) : WindowedBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override void Execute(WindowFrame window) => shown.Add(string.Join(' ', window.Tuples.Select(tuple => tuple.GetInt32(0)).Order()));
    }
}
