using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Topology.Engine;
using Topology.Runtime.Routing;

namespace Topology.Runtime.Tests.Routing;

/// <summary>Which chooser a grouping gets, and what it chooses.</summary>
public class ChooserFactoryTests
{
    private static readonly Fields Fields = new("a", "b", "c");

    [Fact]
    public void When_grouped_by_all_Then_every_task_gets_a_copy()
    {
        var chooser = Create(GroupingKind.All, [4, 5, 6])!;
        var chosen = new List<int>();

        Assert.Equal(TaskChooser.Several, chooser.Choose([1, 2, 3]));
        chooser.ChooseSeveral([1, 2, 3], chosen);

        Assert.Equal([0, 1, 2], chosen);
    }

    [Fact]
    public void When_grouped_globally_Then_the_lowest_task_gets_everything()
    {
        var chooser = Create(GroupingKind.Global, [4, 5, 6])!;

        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(0, chooser.Choose([i, 2, 3])));
    }

    [Fact]
    public void When_there_is_no_grouping_Then_each_task_gets_about_its_share()
    {
        var counts = Count(Create(GroupingKind.None, [4, 5, 6])!, 3, 30_000);

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void When_grouping_is_direct_Then_the_choice_is_left_to_the_emitter() => Assert.Null(Create(GroupingKind.Direct, [4, 5, 6]));

    [Theory]
    [InlineData(GroupingKind.Shuffle)]
    [InlineData(GroupingKind.LocalOrShuffle)]
    [InlineData(GroupingKind.Fields)]
    [InlineData(GroupingKind.PartialKey)]
    [InlineData(GroupingKind.All)]
    [InlineData(GroupingKind.Global)]
    [InlineData(GroupingKind.None)]
    public void When_there_is_one_task_Then_it_is_chosen_without_looking_at_the_values(GroupingKind kind)
    {
        var chooser = Create(kind, [4], new Fields("b"))!;

        Assert.Equal(0, chooser.Choose([Value.From(new object()), Value.From(new object()), 1]));
    }

    [Theory]
    [InlineData(GroupingKind.Fields)]
    [InlineData(GroupingKind.PartialKey)]
    public void When_grouped_by_key_Then_the_named_fields_are_looked_up_by_name(GroupingKind kind)
    {
        var chosen = new HashSet<int>();
        for (var i = 0; i < 100; i++)
            chosen.Add(Create(kind, [4, 5, 6, 7, 8], new Fields("c", "a"))!.Choose(["x", i, "y"]));

        Assert.Single(chosen);
    }

    [Fact]
    public void When_keys_are_named_in_another_order_Then_they_are_hashed_in_that_order()
    {
        var chooser = Create(GroupingKind.Fields, [.. Enumerable.Range(4, 1000)], new Fields("c", "a"))!;

        Assert.Equal(KeyGroups.TaskOf(StableHash.Of(["y", "x"], [0, 1]), 1000), chooser.Choose(["x", 0, "y"]));
    }

    [Fact]
    public void When_byte_arrays_with_the_same_content_are_the_key_Then_they_reach_the_same_task()
    {
        // Each source task has a chooser of its own and each tuple an array of its own.
        for (var letter = (byte)'a'; letter <= (byte)'z'; letter++)
        {
            var chosen = Enumerable.Range(0, 24).Select(_ => Create(GroupingKind.Fields, [4, 5, 6, 7, 8, 9], new Fields("a"))!.Choose([new[] { letter }, 0, 0]));

            Assert.Single(chosen.Distinct());
        }
    }

    [Fact]
    public void When_several_sources_shuffle_Then_they_do_not_all_begin_with_the_same_task()
    {
        var random = new FastRandom(1);

        var first = Enumerable.Range(0, 50).Select(_ => Create(GroupingKind.Shuffle, [4, 5, 6], random: random)!.Choose([1, 2, 3])).Distinct();

        Assert.Equal([0, 1, 2], first.Order());
    }

    [Fact]
    public void When_some_tasks_are_in_the_same_worker_Then_only_they_are_shuffled_to()
    {
        var counts = Count(Create(GroupingKind.LocalOrShuffle, [4, 5, 6, 7], workerTasks: [1, 5, 7, 9])!, 4, 1000);

        Assert.Equal([0, 500, 0, 500], counts);
    }

    [Fact]
    public void When_no_task_is_in_the_same_worker_Then_all_are_shuffled_to()
    {
        var counts = Count(Create(GroupingKind.LocalOrShuffle, [4, 5, 6, 7], workerTasks: [1, 2, 3])!, 4, 1000);

        Assert.Equal([250, 250, 250, 250], counts);
    }

    private static int[] Count(TaskChooser chooser, int tasks, int tuples)
    {
        var counts = new int[tasks];
        for (var i = 0; i < tuples; i++)
            counts[chooser.Choose([i, i, i])]++;
        return counts;
    }

    private static TaskChooser? Create(GroupingKind kind, int[] tasks, Fields? key = null, int[]? workerTasks = null, FastRandom? random = null) =>
        ChooserFactory.Create(
            new SubscriptionSpec("s", "default", new GroupingSpec(kind, key ?? new Fields("a"))),
            Fields,
            tasks,
            ContextOf(workerTasks ?? tasks),
            random ?? new FastRandom(7));

    internal static TopologyContext ContextOf(int[] workerTasks) => new(new ContextValues
    {
        TaskId = 3,
        TaskIndex = 0,
        ComponentId = "s",
        TopologyId = "test-1",
        TopologyName = "test",
        Spec = new TopologySpec([]),
        Config = new TopologyConfig(),
        Logger = NullLogger.Instance,
        TimeProvider = TimeProvider.System,
        Meter = new Meter("test"),
        Post = _ => { },
        Tasks = new Dictionary<string, IReadOnlyList<int>>(),
        WorkerTasks = workerTasks,
        Arguments = TopologyArguments.Empty,
    });
}
