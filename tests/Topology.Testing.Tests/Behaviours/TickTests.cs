using Microsoft.Extensions.Time.Testing;
using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests.Behaviours;

/// <summary>Ticks come at their rate, marked as such, and never in a burst.</summary>
public class TickTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Feeder _feeder = new(new Fields("x"));
    private readonly List<string> _seen = [];
    private TimeSpan _delay;
    private FakeTimeProvider? _clock;

    [Fact]
    [Trait("Behaviour", "T22")]
    public void When_intervals_pass_Then_there_is_one_tick_for_each_beside_the_data()
    {
        using var topology = Run();
        _feeder.Feed(1, "data");
        topology.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(["source default False"], _seen);

        for (var expected = 1; expected <= 3; expected++)
        {
            topology.Advance(Interval);
            Assert.Equal(expected, _seen.Count(text => text == "__system __tick True"));
        }

        Assert.Equal(4, _seen.Count);
    }

    [Fact]
    [Trait("Behaviour", "T22")]
    public void When_a_bolt_was_held_up_for_several_intervals_Then_it_gets_one_tick_and_then_goes_on_at_the_rate()
    {
        using var topology = Run();
        _delay = 3.5 * Interval;
        _feeder.Feed(1, "takes long");

        topology.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(_seen, text => text == "__system __tick True");
        topology.Advance(Interval);

        Assert.Equal(2, _seen.Count(text => text == "__system __tick True"));
    }

    [Fact]
    [Trait("Behaviour", "T22")]
    public void When_several_tasks_share_an_executor_Then_each_gets_its_tick()
    {
        var tasks = new List<int>();
        var builder = new TopologyBuilder();
        builder.SetSpout("source", _feeder.CreateSpout);
        builder.SetBolt("bolt", () => new FunctionBolt((_, _, context) => tasks.Add(context.ThisTaskIndex)), 2)
            .SetNumTasks(5).ShuffleGrouping("source").SetTickInterval(Interval);
        using var topology = new SimulatedTopology(builder.Build());

        topology.Advance(2.5 * Interval);

        Assert.Equal([0, 0, 1, 1, 2, 2, 3, 3, 4, 4], tasks.Order());
    }

    private SimulatedTopology Run()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", _feeder.CreateSpout);
        builder.SetBolt("bolt", () => new FunctionBolt((tuple, collector, _) =>
        {
            _seen.Add($"{tuple.SourceComponent} {tuple.SourceStream} {tuple.IsTick}");
            _clock!.Advance(_delay); // set below
            _delay = TimeSpan.Zero;
            collector.Ack(tuple);
        })).ShuffleGrouping("source").SetTickInterval(Interval);
        var topology = new SimulatedTopology(builder.Build());
        _clock = (FakeTimeProvider)topology.Time;
        return topology;
    }
}
