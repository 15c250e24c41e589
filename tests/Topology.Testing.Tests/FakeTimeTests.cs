using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests;

/// <summary>Fake time drives whatever waits for time.</summary>
public class FakeTimeTests
{
    [Fact]
    public void When_time_is_advanced_Then_each_bolt_ticks_at_its_own_rate()
    {
        var ticks = new Dictionary<string, int> { ["own"] = 0, ["common"] = 0 };
        var builder = new TopologyBuilder();
        builder.SetSpout("source", new Feeder(new Fields("x")).CreateSpout);
        builder.SetBolt("own", Counting).ShuffleGrouping("source").SetTickInterval(TimeSpan.FromSeconds(10));
        builder.SetBolt("common", Counting).ShuffleGrouping("source");
        using var topology = new SimulatedTopology(builder.Build(), new TopologyConfig { TickInterval = TimeSpan.FromSeconds(4) });

        topology.Advance(TimeSpan.FromSeconds(3.9));
        Assert.Equal((0, 0), (ticks["own"], ticks["common"]));
        topology.Advance(TimeSpan.FromSeconds(36.2));

        Assert.Equal((4, 10), (ticks["own"], ticks["common"]));

        Bolt Counting() => new FunctionBolt((tuple, _, context) => ticks[context.ThisComponentId] += tuple.IsTick ? 1 : 0);
    }

    [Theory]
    [InlineData(0.5, 0.1)]
    [InlineData(10, 1)]
    [InlineData(120, 12)]
    public void When_a_tuple_is_not_acked_Then_it_times_out_neither_before_its_time_nor_later_than_promised(double timeout, double slack)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var feeder = new Feeder(new Fields("x"));
            var config = new TopologyConfig { MessageTimeout = TimeSpan.FromSeconds(timeout) };
            using var topology = new SimulatedTopology(Forgetting(feeder), config, new SimulationOptions { Seed = seed });
            topology.Advance(TimeSpan.FromMilliseconds(37 * seed)); // anywhere between two looks for time-outs
            feeder.Feed(1, "x");
            topology.RunUntilIdle();

            topology.Advance(TimeSpan.FromSeconds(timeout) - TimeSpan.FromMilliseconds(1));
            Assert.Empty(feeder.Failed);
            topology.Advance(TimeSpan.FromSeconds(slack) + TimeSpan.FromMilliseconds(2));

            Assert.Equal([(Value.From(1), FailReason.TimedOut)], feeder.Failed);
        }
    }

    [Fact]
    public void When_a_component_sets_a_timer_Then_it_fires_with_the_fake_time_on_the_executors_thread()
    {
        var fired = new List<TimeSpan>();
        var builder = new TopologyBuilder();
        builder.SetSpout("source", new Feeder(new Fields("x")).CreateSpout);
        builder.SetBolt("timed", () => new TimerBolt(fired.Add)).ShuffleGrouping("source");
        using var topology = new SimulatedTopology(builder.Build());

        topology.Advance(TimeSpan.FromSeconds(16));

        Assert.Equal([5, 10, 15], fired.Select(at => Math.Round(at.TotalSeconds)));
    }

    [Fact]
    public void When_an_executor_waits_for_its_restart_Then_others_get_their_ticks_meanwhile()
    {
        var ticks = 0;
        var builder = new TopologyBuilder();
        builder.SetSpout("source", new Feeder(new Fields("x")).CreateSpout);
        builder.SetBolt("crashes", () => new FunctionBolt((_, _, _) => { })).ShuffleGrouping("source");
        builder.SetBolt("ticks", () => new FunctionBolt((_, _, _) => ticks++)).ShuffleGrouping("source").SetTickInterval(TimeSpan.FromSeconds(1));
        var config = new TopologyConfig { Restart = new RestartOptions { InitialDelay = TimeSpan.FromSeconds(8) } };
        using var topology = new SimulatedTopology(builder.Build(), config);
        topology.RunUntilIdle();
        topology.Crash("crashes");
        topology.Crash("source");

        topology.Advance(TimeSpan.FromSeconds(9.5));

        Assert.Equal(2, topology.Restarts);
        Assert.Equal(9, ticks);
    }

    private static TopologySpec Forgetting(Feeder feeder)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", feeder.CreateSpout);
        builder.SetBolt("forgets", () => new FunctionBolt((_, _, _) => { })).ShuffleGrouping("source");
        return builder.Build();
    }

    /// <summary>Tells every five seconds how long it has been running.</summary>
    private sealed class TimerBolt(Action<TimeSpan> fired) : BasicBolt
    {
        private ITimer? _timer; // kept, or it ends with the next garbage collection, as any timer does

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

        public override void Cleanup() => _timer?.Dispose();

        public override void Prepare(TopologyContext context)
        {
            var start = context.TimeProvider.GetTimestamp();
            _timer = context.TimeProvider.CreateTimer(
                _ => context.Post(() => fired(context.TimeProvider.GetElapsedTime(start))),
                null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        }

        public override void Execute(StreamTuple input, BasicOutputCollector collector) { }
    }
}
