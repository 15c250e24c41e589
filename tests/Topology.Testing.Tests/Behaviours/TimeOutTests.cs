using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests.Behaviours;

/// <summary>What is not done in time fails, neither early nor much too late.</summary>
public class TimeOutTests
{
    private static readonly TopologyConfig TenSeconds = new() { MessageTimeout = TimeSpan.FromSeconds(10) };

    private readonly Feeder _feeder = new(new Fields("x"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Behaviour", "T3")]
    public void When_every_other_input_is_forgotten_Then_those_alone_time_out_between_ten_and_eleven_seconds(int seed)
    {
        using var topology = Run(() => new AckEveryOtherBolt(), new SimulationOptions { Seed = seed });
        for (var id = 1; id <= 3; id++)
            _feeder.Feed(id, "x");

        topology.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal([1, 3], _feeder.Acked.Numbers());
        Assert.Empty(_feeder.Failed);
        topology.Advance(TimeSpan.FromSeconds(1.2));

        Assert.Equal([(Value.From(2), FailReason.TimedOut)], _feeder.Failed);
        Assert.Equal([1, 3], _feeder.Acked.Numbers());
    }

    [Fact]
    [Trait("Behaviour", "T6")]
    public void When_time_outs_are_reset_in_time_Then_the_tuple_lives_and_one_reset_too_late_changes_nothing()
    {
        using var topology = Run(() => new RefreshingBolt());
        _feeder.Feed("kept", "keep");
        topology.Advance(TimeSpan.FromSeconds(9));
        for (var i = 0; i < 5; i++)
        {
            _feeder.Feed($"refresh {i}", "refresh");
            topology.Advance(TimeSpan.FromSeconds(9));
        }
        Assert.Empty(_feeder.Failed);

        topology.Advance(TimeSpan.FromSeconds(3));
        _feeder.Feed("too late", "refresh");
        _feeder.Feed("end", "ack");
        topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([(Value.From("kept"), FailReason.TimedOut)], _feeder.Failed);
        Assert.DoesNotContain(Value.From("kept"), _feeder.Acked);
        Assert.Contains(Value.From("end"), _feeder.Acked);
    }

    [Fact]
    [Trait("Behaviour", "T6")]
    public void When_a_tuple_was_kept_alive_and_is_acked_at_last_Then_it_counts_as_acked()
    {
        using var topology = Run(() => new RefreshingBolt());
        _feeder.Feed(1, "keep");
        topology.Advance(TimeSpan.FromSeconds(9));
        _feeder.Feed(2, "refresh");
        topology.Advance(TimeSpan.FromSeconds(9));
        _feeder.Feed(3, "ack");
        topology.RunUntilIdle();

        Assert.Equal([2, 1, 3], _feeder.Acked.Numbers());
        Assert.Empty(_feeder.Failed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Behaviour", "T27")]
    public void When_five_spout_tasks_share_an_executor_Then_time_outs_come_no_earlier_and_once_each(int seed)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", _feeder.CreateSpout, 1).SetNumTasks(5);
        builder.SetBolt("forgets", () => new FunctionBolt((_, _, _) => { })).ShuffleGrouping("source");
        using var topology = new SimulatedTopology(builder.Build(), TenSeconds, new SimulationOptions { Seed = seed });
        for (var id = 0; id < 25; id++)
            _feeder.Feed(id, "x");

        topology.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(5, topology.Emitted("source").Select(tuple => tuple.Task).Distinct().Count());
        Assert.Empty(_feeder.Failed);
        topology.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(Enumerable.Range(0, 25), _feeder.Failed.Select(failed => failed.Id.AsInt32()).Order());
    }

    private SimulatedTopology Run(Func<Bolt> bolt, SimulationOptions? options = null)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", _feeder.CreateSpout);
        builder.SetBolt("bolt", bolt).GlobalGrouping("source");
        return new SimulatedTopology(builder.Build(), TenSeconds, options);
    }

    /// <summary>Keeps an input, resets its time-out with some later ones and acks it with another.</summary>
    private sealed class RefreshingBolt : Bolt
    {
        private StreamTuple _kept;
        private OutputCollector? _collector;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

        public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

        public override void Execute(StreamTuple input)
        {
            var collector = _collector!; // set by Prepare
            if (input.GetString(0) == "keep")
            {
                _kept = input;
                return;
            }
            if (input.GetString(0) == "refresh")
                collector.ResetTimeout(_kept);
            else
                collector.Ack(_kept);
            collector.Ack(input);
        }
    }
}
