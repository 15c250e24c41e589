using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests;

/// <summary>A source that always has more must not keep a test from ending.</summary>
public class EndlessSourceTests
{
    [Fact]
    public void When_time_is_advanced_Then_it_ends_about_there()
    {
        using var topology = new SimulatedTopology(Endless(), new TopologyConfig { MaxSpoutPending = 10 });
        var start = topology.Time.GetUtcNow();

        topology.Advance(TimeSpan.FromMilliseconds(20));

        var passed = topology.Time.GetUtcNow() - start;
        Assert.InRange(passed, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(25));
        Assert.NotEmpty(topology.Emitted("numbers"));
        Assert.True(topology.Totals.Acked > 0, $"{topology.Totals}");
    }

    [Fact]
    public void When_it_is_run_until_idle_Then_the_number_of_slices_ends_it()
    {
        using var topology = new SimulatedTopology(Endless(), new TopologyConfig { MaxSpoutPending = 10 });

        Assert.False(topology.RunUntilIdle(maxSteps: 100));
    }

    [Fact]
    public void When_it_is_run_to_completion_Then_the_limit_of_time_ends_it_saying_what_was_in_flight()
    {
        using var topology = new SimulatedTopology(Endless(), new TopologyConfig { MaxSpoutPending = 10 });

        var error = Assert.Throws<TimeoutException>(() => topology.RunToCompletion(TimeSpan.FromMilliseconds(20)));

        Assert.StartsWith("The topology did not complete: SimulationTotals { Tracked = ", error.Message, StringComparison.Ordinal);
    }

    private static TopologySpec Endless()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("numbers", () => new EndlessSpout());
        builder.SetBolt("sink", () => new FunctionBolt((tuple, collector, _) => collector.Ack(tuple))).ShuffleGrouping("numbers");
        return builder.Build();
    }
}
