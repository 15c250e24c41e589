using Topology.Runtime.Routing;

namespace Topology.Runtime.Tests.Routing;

/// <summary>Shuffle grouping: an even ring.</summary>
public class ShuffleChooserTests
{
    [Fact]
    public void When_30000_tuples_go_to_6_tasks_Then_each_gets_exactly_5000()
    {
        var counts = Count(new ShuffleChooser([0, 1, 2, 3, 4, 5], 4), 6, 30_000);

        Assert.Equal([5000, 5000, 5000, 5000, 5000, 5000], counts);
    }

    [Fact]
    public void When_100000_tuples_go_to_2_tasks_Then_each_gets_half()
    {
        var counts = Count(new ShuffleChooser([0, 1], 1), 2, 100_000);

        Assert.Equal([50_000, 50_000], counts);
    }

    [Fact]
    public void When_ten_sources_send_30000_each_Then_every_task_gets_exactly_50000()
    {
        // Each source task has a ring of its own, so there is no sharing between threads that could spoil it.
        var total = new int[6];
        for (var source = 0; source < 10; source++)
        {
            var counts = Count(new ShuffleChooser([0, 1, 2, 3, 4, 5], source), 6, 30_000);
            for (var i = 0; i < total.Length; i++)
                total[i] += counts[i];
        }

        Assert.Equal([50_000, 50_000, 50_000, 50_000, 50_000, 50_000], total);
    }

    [Fact]
    public void When_a_round_is_over_Then_each_task_got_one_tuple()
    {
        var chooser = new ShuffleChooser([0, 1, 2], 2);

        Assert.Equal([2, 0, 1, 2, 0, 1], Enumerable.Range(0, 6).Select(_ => chooser.Choose([1])));
    }

    [Fact]
    public void When_there_are_candidates_Then_no_other_task_is_chosen()
    {
        var counts = Count(new ShuffleChooser([1, 4], 0), 6, 100);

        Assert.Equal([0, 50, 0, 0, 50, 0], counts);
    }

    [Fact]
    public void When_asked_for_several_Then_it_says_that_it_always_chooses_one() =>
        Assert.Throws<NotSupportedException>(() => new ShuffleChooser([0, 1], 0).ChooseSeveral([1], []));

    private static int[] Count(TaskChooser chooser, int tasks, int tuples)
    {
        var counts = new int[tasks];
        for (var i = 0; i < tuples; i++)
            counts[chooser.Choose([i])]++;
        return counts;
    }
}
