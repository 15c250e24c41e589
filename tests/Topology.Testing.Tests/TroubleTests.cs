namespace Topology.Testing.Tests;

/// <summary>A source that reads on from where it was must lose nothing, whatever crashes and in whatever order.</summary>
public class TroubleTests
{
    [Fact]
    public void When_executors_crash_and_are_held_back_Then_every_entry_arrives_at_least_once()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var log = new SortedSet<int>(Enumerable.Range(0, 30)); // what is left to be acked; outlives the spout
            var arrived = new HashSet<int>();
            var builder = new TopologyBuilder();
            builder.SetSpout("log", () => new LogSpout(log));
            builder.SetBolt("same", new Fields("entry"), (input, collector) => collector.Emit(input[0]), parallelism: 3).ShuffleGrouping("log");
            builder.SetBolt("store", new Fields(), (input, _) => arrived.Add(input.GetInt32(0))).GlobalGrouping("same");
            var config = new TopologyConfig { Restart = new RestartOptions { MaxRestarts = 1000, MaxDelay = TimeSpan.FromSeconds(1) } };
            var options = new SimulationOptions { Seed = seed, CrashProbability = 0.05, DelayProbability = 0.2 };
            using var topology = new SimulatedTopology(builder.Build(), config, options);

            topology.RunToCompletion();

            Assert.True(arrived.SetEquals(Enumerable.Range(0, 30)), $"seed {seed}: {string.Join(", ", arrived)}");
        }
    }

    /// <summary>Emits what is in the log, takes out what is acked, emits again what failed.</summary>
    private sealed class LogSpout(SortedSet<int> log) : Spout
    {
        private readonly Queue<int> _next = new();
        private SpoutOutputCollector? _collector;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("entry"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector)
        {
            _collector = collector;
            foreach (var entry in log)
                _next.Enqueue(entry);
        }

        public override void Execute()
        {
            var collector = _collector!; // set by Prepare
            if (_next.TryDequeue(out var entry))
                collector.EmitWithId(entry, entry);
            else
                collector.Complete();
        }

        public override void Ack(Value messageId) => log.Remove(messageId.AsInt32());

        public override void Fail(Value messageId, FailReason reason) => _next.Enqueue(messageId.AsInt32());
    }
}
