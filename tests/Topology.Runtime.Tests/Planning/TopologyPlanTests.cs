using Topology.Runtime.Planning;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Planning;

/// <summary>How a spec becomes tasks and executors.</summary>
public class TopologyPlanTests
{
    [Fact]
    public void When_there_are_several_components_Then_task_ids_run_from_1_over_them_in_ordinal_order()
    {
        var plan = Plan(("b", 1, 2), ("a", 2, 3), ("B", 1, 1));

        Assert.Equal([1, 2, 3, 4, 5, 6], plan.AllTaskIds);
        Assert.Equal(["B", "a", "a", "a", "b", "b"], plan.Tasks.Select(task => task.Component.Id));
        Assert.Equal([0, 0, 1, 2, 0, 1], plan.Tasks.Select(task => task.Index));
        Assert.Equal(plan.AllTaskIds, plan.Tasks.Select(task => task.Id));
        Assert.Equal([1], plan.TaskIds["B"]);
        Assert.Equal([2, 3, 4], plan.TaskIds["a"]);
        Assert.Equal([5, 6], plan.TaskIds["b"]);
    }

    [Theory]
    [InlineData(3, 5, "1 2|3 4|5")]
    [InlineData(2, 5, "1 2 3|4 5")]
    [InlineData(1, 4, "1 2 3 4")]
    [InlineData(4, 4, "1|2|3|4")]
    [InlineData(3, 6, "1 2|3 4|5 6")]
    [InlineData(4, 7, "1 2|3 4|5 6|7")]
    public void When_tasks_do_not_divide_evenly_Then_executors_get_contiguous_ranges_larger_ones_first(int executors, int tasks, string expected)
    {
        var plan = Plan(("a", executors, tasks));

        Assert.Equal(expected, string.Join('|', plan.Executors.Select(e => string.Join(' ', e.Tasks.Select(t => t.Id)))));
    }

    [Fact]
    public void When_there_are_several_executors_Then_their_ids_run_from_0_over_all_components()
    {
        var plan = Plan(("a", 2, 4), ("b", 3, 3));

        Assert.Equal([0, 1, 2, 3, 4], plan.Executors.Select(executor => executor.Id));
        Assert.Equal(["a", "a", "b", "b", "b"], plan.Executors.Select(executor => executor.Component.Id));
        Assert.Equal((2, 3), (plan.ExecutorsOf("a"), plan.ExecutorsOf("b")));
    }

    [Fact]
    public void When_parallelism_is_limited_Then_no_component_has_more_tasks_nor_executors_than_tasks()
    {
        var plan = Plan(new TopologyConfig { MaxTaskParallelism = 3 }, ("a", 8, 16), ("b", 2, 4), ("c", 1, 2));

        Assert.Equal([3, 3, 2], new[] { "a", "b", "c" }.Select(id => plan.TaskIds[id].Count));
        Assert.Equal([3, 2, 1], new[] { "a", "b", "c" }.Select(plan.ExecutorsOf));
        Assert.Equal(Enumerable.Range(1, 8), plan.AllTaskIds);
    }

    [Fact]
    public void When_any_sizes_are_planned_Then_every_task_is_in_exactly_one_executor()
    {
        for (var tasks = 1; tasks <= 24; tasks++)
        {
            for (var executors = 1; executors <= tasks; executors++)
            {
                var plan = Plan(("a", executors, tasks));

                Assert.Equal(executors, plan.Executors.Count);
                Assert.Equal(plan.AllTaskIds, plan.Executors.SelectMany(e => e.Tasks).Select(t => t.Id));
                Assert.InRange(plan.Executors.Max(e => e.Tasks.Count) - plan.Executors.Min(e => e.Tasks.Count), 0, 1);
            }
        }
    }

    [Fact]
    public void When_there_are_65535_tasks_Then_they_are_planned_and_with_one_more_the_message_says_the_limit()
    {
        Assert.Equal(65_535, Plan(("a", 1, 65_000), ("b", 1, 535)).Tasks.Count);

        var error = Assert.Throws<InvalidTopologyException>(() => Plan(("a", 1, 65_000), ("b", 1, 536)));

        Assert.Contains("65536 tasks; at most 65535 are possible", error.Message);
        Assert.Contains("topology.max.task.parallelism", error.Message);
    }

    [Fact]
    public void When_the_same_spec_is_planned_twice_Then_the_plans_are_equal()
    {
        var one = Plan(("b", 2, 5), ("a", 3, 7));
        var other = Plan(("a", 3, 7), ("b", 2, 5));

        Assert.Equal(Shape(one), Shape(other));

        static IEnumerable<string> Shape(TopologyPlan plan) =>
            plan.Executors.Select(e => $"{e.Id} {e.Component.Id} {string.Join(' ', e.Tasks.Select(t => $"{t.Id}/{t.Index}"))}");
    }

    [Theory]
    [InlineData(DeliveryGuarantee.AtLeastOnce, null, 1, 1)]
    [InlineData(DeliveryGuarantee.AtLeastOnce, null, 3, 3)]
    [InlineData(DeliveryGuarantee.AtLeastOnce, 5, 3, 5)]
    [InlineData(DeliveryGuarantee.AtLeastOnce, 0, 3, 0)]
    [InlineData(DeliveryGuarantee.AtMostOnce, 5, 3, 0)]
    public void When_ackers_are_asked_for_Then_there_are_so_many_and_one_a_worker_otherwise(DeliveryGuarantee guarantee, int? ackers, int workers, int expected)
    {
        var config = new TopologyConfig { Guarantee = guarantee, AckerExecutors = ackers, Workers = workers };

        Assert.Equal(expected, Plan(config, ("a", 1, 1)).Ackers);
    }

    [Fact]
    public void When_executors_are_overridden_Then_the_same_tasks_are_in_other_executors()
    {
        var plan = Plan(("a", 2, 5), ("b", 3, 3));

        var changed = plan.WithExecutors(new Dictionary<string, int> { ["a"] = 3 }).WithExecutors(new Dictionary<string, int> { ["b"] = 1 });

        Assert.Equal(plan.Tasks.Select(task => (task.Id, task.Component.Id)), changed.Tasks.Select(task => (task.Id, task.Component.Id)));
        Assert.Equal([[1, 2], [3, 4], [5], [6, 7, 8]], changed.Executors.Select(executor => executor.Tasks.Select(task => task.Id)));
        Assert.Equal((2, 3), (plan.ExecutorsOf("a"), plan.ExecutorsOf("b")));
    }

    [Fact]
    public void When_overrides_are_impossible_Then_each_is_named_with_what_is_allowed()
    {
        var plan = Plan(new TopologyConfig { MaxTaskParallelism = 4 }, ("a", 2, 5), ("b", 3, 3));

        var error = Assert.Throws<InvalidTopologyException>(() => plan.WithExecutors(new Dictionary<string, int> { ["a"] = 5, ["b"] = 0, ["c"] = 1 }));

        Assert.Equal(
            [
                "Component \"a\" cannot have 5 executors: 1 to 4 are possible, because it has that many tasks.",
                "Component \"b\" cannot have 0 executors: 1 to 3 are possible, because it has that many tasks.",
                "Executors were given for \"c\": there is no such component; there are: a, b.",
            ],
            error.Mistakes);
    }

    private static TopologyPlan Plan(params (string Id, int Executors, int Tasks)[] components) => Plan(new TopologyConfig(), components);

    private static TopologyPlan Plan(TopologyConfig config, params (string Id, int Executors, int Tasks)[] components) =>
        new(new TopologySpec(components.Select(Component)), config);

    private static ComponentSpec Component((string Id, int Executors, int Tasks) it) => new()
    {
        Id = it.Id,
        Kind = ComponentKind.Spout,
        Factory = new SpoutProbe().Create,
        Executors = it.Executors,
        Tasks = it.Tasks,
    };
}
