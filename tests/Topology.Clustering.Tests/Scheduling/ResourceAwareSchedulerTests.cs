using Topology.Clustering.Scheduling;
using static Topology.Clustering.Tests.Scheduling.Plans;

namespace Topology.Clustering.Tests.Scheduling;

public class ResourceAwareSchedulerTests
{
    private static readonly IScheduler Scheduler = Schedulers.Create(SchedulerKind.ResourceAware);

    [Fact]
    [Trait("Behaviour", "T192")]
    public void When_all_fits_onto_one_node_Then_it_is_one_worker_there()
    {
        var topology = Loaded("t", 4, 20, 200, ("spout", 1), ("bolt", 1));

        var result = Scheduler.Place([Node("n1", 4, 400, 2000), Node("n2", 4, 400, 2000)], topology);

        Assert.Equal([new WorkerSlot("n1", 0)], result.Slots());
        Assert.Equal([0, 0], result.Executors());
        Assert.Null(result.Trouble);
    }

    [Fact]
    [Trait("Behaviour", "T193")]
    public void When_one_workers_executors_are_lost_Then_they_are_placed_and_the_others_keep_their_slots()
    {
        SchedulableNode[] nodes = [Node("n1", 2, 40, 1000), Node("n2", 2, 40, 1000)];
        var topology = Loaded("t", 2, 20, 100, ("spout", 2), ("bolt", 2));
        var before = Scheduler.Place(nodes, topology);
        var lost = before.Assignment! with { SlotOfWorker = [before.Assignment.SlotOfWorker[0], null] };

        var after = Scheduler.Place(nodes, topology with { Current = lost });

        Assert.Null(after.Trouble);
        CheckNothingMoved(nodes, topology with { Current = lost }, after);
        Check(nodes, [topology], [after]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Behaviour", "T193")]
    public void When_a_node_is_gone_Then_what_it_ran_is_placed_and_the_rest_keeps_its_slots(bool isAnotherWorkerLost)
    {
        SchedulableNode[] nodes = [Node("n1", 2, 50, 1000), Node("n2", 2, 50, 1000), Node("n3", 2, 50, 1000), Node("n4", 2, 50, 1000)];
        var topology = Loaded("t", 4, 25, 100, ("spout", 3), ("bolt", 3));
        var running = topology.After(Scheduler.Place(nodes, topology));
        var gone = running.Current!.SlotOfWorker[0]!.Node;
        if (isAnotherWorkerLost)
            running = running with { Current = running.Current with { SlotOfWorker = [running.Current.SlotOfWorker[0], null, .. running.Current.SlotOfWorker.Skip(2)] } };
        SchedulableNode[] left = [.. nodes.Where(node => node.Name != gone)];

        var after = Scheduler.Place(left, running);

        Assert.Null(after.Trouble);
        Check(left, [running], [after]);
        CheckNothingMoved(left, running, after);
    }

    [Fact]
    [Trait("Behaviour", "T193")]
    public void When_a_second_topology_is_submitted_Then_the_first_stays_as_it_is()
    {
        SchedulableNode[] nodes = [Node("n1", 2, 60, 1000), Node("n2", 2, 100, 1000)];
        var first = Loaded("first", 2, 20, 100, ("spout", 2));
        first = first.After(Scheduler.Place(nodes, first));

        var results = Scheduler.Schedule(nodes, [Loaded("second", 2, 50, 100, ("spout", 2)), first]);

        Assert.Same(first.Current, results[1].Assignment);
        Assert.Equal("n1", first.Current!.SlotOfWorker[0]!.Node); // the smaller room that is enough
        Assert.All(results[0].Slots(), slot => Assert.Equal("n2", slot.Node));
    }

    [Fact]
    public void When_it_takes_several_nodes_Then_neighbours_are_together()
    {
        var topology = Loaded("t", 2, 25, 100, ("spout", 2), ("bolt", 2));

        var result = Scheduler.Place([Node("n1", 2, 50, 1000), Node("n2", 2, 50, 1000)], topology);

        Assert.Equal([0, 1, 0, 1], result.Executors()); // a spout and a bolt on each, not both spouts on one
    }

    [Fact]
    public void When_nothing_has_enough_cpu_Then_the_refusal_names_need_and_what_is_free()
    {
        var running = Loaded("running", 1, 350, 100, ("spout", 1));
        SchedulableNode[] nodes = [Node("n1", 2, 400, 2000), Node("n2", 2, 30, 2000)];
        running = running.After(Scheduler.Place(nodes, running));

        var result = Scheduler.Schedule(nodes, [running, Loaded("t", 2, 60.5, 128, ("spout", 1))])[1];

        Assert.Null(result.Assignment);
        Assert.Equal(
            "Topology \"t\" does not fit: executor 0 of component \"spout\" needs 60.5 % CPU and 128 MiB of memory, and node \"n1\" has 50 % CPU free; node \"n2\" has 30 % CPU free.",
            result.Trouble);
    }

    [Fact]
    public void When_memory_slots_or_workers_are_short_Then_the_refusal_says_which_where()
    {
        var blocker = Loaded("blocker", 1, 10, 10, ("spout", 1)) with { Current = new TopologyAssignment([new WorkerSlot("n2", 0)], [0]) };
        SchedulableNode[] nodes = [Node("n1", 2, 400, 1000), Node("n2", 1, 400, 1000)];

        var slots = Scheduler.Schedule(nodes, [blocker, Loaded("t", 2, 10, 600, ("spout", 2))])[1];
        var workers = Scheduler.Place(nodes, Loaded("t", 1, 10, 600, ("spout", 2)));

        Assert.Contains("node \"n2\" has no free slot; node \"n1\" has 400 MiB free.", slots.Trouble);
        Assert.Contains("node \"n2\" has none of the 1 workers that the topology may have; node \"n1\" has 400 MiB free.", workers.Trouble);
    }

    [Fact]
    public void When_there_are_many_nodes_Then_the_refusal_names_the_closest()
    {
        SchedulableNode[] nodes = [.. Enumerable.Range(1, 8).Select(i => Node($"n{i}", 1, 10 * i, 1000))];

        var result = Scheduler.Place(nodes, Loaded("t", 1, 100, 10, ("spout", 1)));

        Assert.Contains("and node \"n8\" has 80 % CPU free; node \"n7\"", result.Trouble);
        Assert.EndsWith("3 more nodes have less.", result.Trouble);
    }

    [Fact]
    public void When_neighbours_leave_gaps_Then_large_executors_go_first()
    {
        var topology = new SchedulableTopology(
            "t", 2, [new(0, "a", 40, 10), new(1, "b", 60, 10), new(2, "c", 50, 10), new(3, "d", 50, 10)], [("a", "c"), ("c", "d"), ("d", "b")], null);

        var result = Scheduler.Place([Node("n1", 1, 100), Node("n2", 1, 100)], topology);

        Assert.Null(result.Trouble);
        Assert.Equal(result.Executors()[0], result.Executors()[1]);
        Assert.Equal(result.Executors()[2], result.Executors()[3]);
    }

    [Fact]
    public void When_lost_executors_fit_nowhere_Then_the_topology_is_refused_and_keeps_what_runs_from_others()
    {
        var topology = Loaded("t", 2, 100, 100, ("spout", 2));
        var running = topology.After(Scheduler.Place([Node("n1", 1, 100), Node("n2", 1, 100)], topology));

        var results = Scheduler.Schedule([Node("n1", 2, 100)], [running, Loaded("other", 1, 10, 10, ("spout", 1))]);

        Assert.Null(results[0].Assignment);
        Assert.Contains("executor 1 of component \"spout\" needs 100 % CPU", results[0].Trouble);
        Assert.Null(results[1].Assignment);
    }

    [Fact]
    public void When_fewer_workers_are_asked_for_Then_the_surplus_ends_if_its_executors_fit_elsewhere()
    {
        var topology = Loaded("t", 2, 50, 100, ("spout", 3));
        var running = topology.After(Scheduler.Place([Node("n1", 1, 100), Node("n2", 1, 100)], topology)) with { Workers = 1 };

        var fits = Scheduler.Place([Node("n1", 1, 150), Node("n2", 1, 100)], running);
        var keeps = Scheduler.Place([Node("n1", 1, 100), Node("n2", 1, 100)], running);

        Assert.Equal([3], fits.Sizes());
        Assert.Null(fits.Trouble);
        Assert.Same(running.Current, keeps.Assignment);
        Assert.StartsWith("Keeps 2 workers, 1 were asked for. Topology \"t\" does not fit", keeps.Trouble);
    }
}
