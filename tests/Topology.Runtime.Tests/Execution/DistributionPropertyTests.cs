using CsCheck;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Random chains of bolts at random places, whose links break at random moments.</summary>
public class DistributionPropertyTests
{
    [Fact]
    public void When_links_break_at_any_moment_Then_each_tracked_tuple_is_answered_once_and_nothing_stays_in_flight() =>
        Gen.Select(Gen.UInt, Gen.Int[1, 5]).Sample((seed, breaks) => Run(seed, breaks), iter: 300, threads: 1);

    [Fact]
    public void When_no_link_breaks_Then_everything_is_acked_and_each_pair_of_tasks_keeps_its_order() =>
        Gen.UInt.Sample(seed => Run(seed, breaks: 0), iter: 300, threads: 1);

    private static void Run(uint seed, int breaks)
    {
        var world = new RandomWorkers(new Random((int)seed));
        using var workers = world.Workers;
        world.Start();
        for (var i = 0; i < breaks; i++)
        {
            world.RunSome();
            world.BreakOne();
        }

        world.Finish();

        Assert.Equal(world.Tracked.Order(), world.Answered.Order()); // each once
        Assert.True(workers.IsQuiet, "something stays in flight");
        Assert.All(world.Counters, counters => Assert.Equal(counters.Tracked, counters.Acked + counters.Failed + counters.TimedOut));
        if (breaks > 0)
            return;
        Assert.Equal(world.Tracked.Count, world.Acks);
        Assert.Empty(world.OutOfOrder);
    }
}
