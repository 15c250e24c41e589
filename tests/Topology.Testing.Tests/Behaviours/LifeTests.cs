using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests.Behaviours;

/// <summary>Beginning, pause and end of a simulated topology, and its time.</summary>
public class LifeTests
{
    private readonly Feeder _feeder = new(new Fields("x"));
    private readonly List<string> _calls = [];

    [Fact]
    [Trait("Behaviour", "T12")]
    public void When_it_starts_inactive_Then_nothing_is_prepared_or_asked_before_the_activation()
    {
        using var topology = new SimulatedTopology(Build(), new TopologyConfig { StartInactive = true });
        topology.Advance(TimeSpan.FromSeconds(11));
        _feeder.Feed(1, "a");
        topology.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(_calls);
        Assert.Empty(_feeder.Acked);

        topology.Activate();
        topology.Advance(TimeSpan.FromSeconds(12));

        Assert.Equal([1], _feeder.Acked.Numbers());
        Assert.Contains("bolt prepared", _calls);
        Assert.Contains("other spout asked", _calls);
    }

    [Fact]
    [Trait("Behaviour", "T12")]
    public void When_it_starts_inactive_and_is_deactivated_Then_nothing_is_prepared_either()
    {
        using var topology = new SimulatedTopology(Build(), new TopologyConfig { StartInactive = true });

        topology.Deactivate();
        topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(_calls);
    }

    [Fact]
    [Trait("Behaviour", "T23")]
    public void When_time_is_simulated_Then_components_see_the_clock_of_their_topology_and_no_other()
    {
        using var first = new SimulatedTopology(Build());
        using var second = new SimulatedTopology(Build());
        var realStart = TimeProvider.System.GetTimestamp();
        var start = first.Time.GetUtcNow();
        Assert.Equal(start, second.Time.GetUtcNow());

        first.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(start, second.Time.GetUtcNow());
        Assert.True(first.Time.GetUtcNow() >= start + TimeSpan.FromMinutes(10), "the clock did not move");
        Assert.True(TimeProvider.System.GetElapsedTime(realStart) < TimeSpan.FromMinutes(5), "ten minutes took real time");
    }

    [Fact]
    [Trait("Behaviour", "T23")]
    public void When_the_simulation_is_over_Then_components_are_not_called_any_more()
    {
        var topology = new SimulatedTopology(Build());
        topology.Advance(TimeSpan.FromSeconds(1));
        topology.Dispose();
        var calls = _calls.Count;

        _feeder.Feed(1, "a");
        topology.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(calls, _calls.Count);
        Assert.Empty(_feeder.Acked);
    }

    private TopologySpec Build()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", _feeder.CreateSpout);
        builder.SetSpout("other", () => new AskedSpout(() => _calls.Add("other spout asked")));
        builder.SetBolt("bolt", () => new PreparedBolt(() => _calls.Add("bolt prepared"))).ShuffleGrouping("source");
        return builder.Build();
    }

    private sealed class AskedSpout(Action asked) : Spout
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

        public override void Execute() => asked();
    }

    private sealed class PreparedBolt(Action prepared) : BasicBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

        public override void Prepare(TopologyContext context) => prepared();

        public override void Execute(StreamTuple input, BasicOutputCollector collector) { }
    }
}
