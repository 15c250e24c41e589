using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests;

/// <summary>One thread, a seed, and trouble on purpose.</summary>
public class SteppedSchedulerTests
{
    [Fact]
    public void When_the_seed_is_the_same_Then_so_is_the_run()
    {
        for (var seed = 0; seed < 10; seed++)
            Assert.Equal(Run(seed).Order, Run(seed).Order);
    }

    [Fact]
    public void When_the_seed_differs_Then_the_order_of_the_emits_does_and_the_counts_do_not()
    {
        var runs = Enumerable.Range(0, 10).Select(seed => Run(seed)).ToArray();

        Assert.True(runs.Select(run => run.Order).Distinct().Count() > 5, "ten seeds gave hardly any different orders");
        Assert.All(runs, run => Assert.Equal(runs[0].Last, run.Last));
    }

    [Fact]
    public void When_crashes_are_injected_Then_executors_restart_and_the_run_still_completes_and_repeats()
    {
        var trouble = new SimulationOptions { Seed = 3, CrashProbability = 0.1 };

        var first = Run(3, trouble);
        var second = Run(3, trouble);

        Assert.True(first.Restarts > 0, "nothing crashed");
        Assert.Equal(first.Order, second.Order);
        Assert.Equal(first.Restarts, second.Restarts);
        Assert.Equal(0, first.Totals.Pending);
        Assert.Equal(first.Totals.Tracked, first.Totals.Acked + first.Totals.Failed + first.Totals.TimedOut);
    }

    [Fact]
    public void When_executors_are_held_back_Then_time_passes_and_nothing_is_lost()
    {
        var prompt = Run(5);
        var delayed = Run(5, new SimulationOptions { Seed = 5, DelayProbability = 0.8, LongestDelay = TimeSpan.FromSeconds(2) });

        Assert.Equal(prompt.Last, delayed.Last);
        Assert.Equal(20, delayed.Totals.Acked);
        Assert.True(prompt.Took < TimeSpan.FromSeconds(1), $"took {prompt.Took}");
        Assert.True(delayed.Took > TimeSpan.FromSeconds(1), $"took {delayed.Took}");
    }

    [Fact]
    public void When_delays_are_longer_than_the_time_out_Then_tuples_time_out_and_are_counted()
    {
        var options = new SimulationOptions { Seed = 1, DelayProbability = 0.9, LongestDelay = TimeSpan.FromMinutes(5) };

        var run = Run(1, options);

        Assert.True(run.Totals.TimedOut > 0, $"{run.Totals}");
        Assert.Equal(20, run.Totals.Acked + run.Totals.TimedOut);
    }

    [Fact]
    public void When_nothing_is_ready_Then_a_step_does_nothing_and_the_clock_stands()
    {
        var scheduler = new SteppedScheduler(1);
        var start = scheduler.Time.GetUtcNow();

        Assert.False(scheduler.Step());
        Assert.False(scheduler.MoveToNextWakeUp(start + TimeSpan.FromDays(1)));

        Assert.Equal(0, scheduler.Steps);
        Assert.Equal(start, scheduler.Time.GetUtcNow());
    }

    private static Outcome Run(int seed, SimulationOptions? options = null)
    {
        var words = Enumerable.Range(0, 20).Select(i => new Value[] { $"w{i % 3}" }).ToArray();
        options = (options ?? new SimulationOptions { Seed = seed }) with
        {
            MockedSources = new Dictionary<string, IReadOnlyList<Value[]>> { ["words"] = words },
        };
        var builder = new TopologyBuilder();
        builder.SetSpout("words", () => new RemoteSpout("word"), 3);
        builder.SetBolt("same", () => new IdentityBolt("word"), 2).ShuffleGrouping("words");
        builder.SetBolt("counts", () => new WordCounter(), 2).FieldsGrouping("same", new Fields("word"));
        var config = new TopologyConfig { Restart = new RestartOptions { MaxRestarts = 1000 } };
        using var topology = new SimulatedTopology(builder.Build(), config, options);
        var start = topology.Time.GetUtcNow();

        topology.RunToCompletion(TimeSpan.FromDays(1));

        var order = string.Join(" ", topology.Emitted("words").Concat(topology.Emitted("same")).Concat(topology.Emitted("counts")).Select(tuple => $"{tuple.Task}{tuple}"));
        var last = string.Join(" ", topology.Emitted("counts").Sorted());
        return new Outcome(order, last, topology.Restarts, topology.Totals, topology.Time.GetUtcNow() - start);
    }

    private sealed record Outcome(string Order, string Last, long Restarts, SimulationTotals Totals, TimeSpan Took);
}
