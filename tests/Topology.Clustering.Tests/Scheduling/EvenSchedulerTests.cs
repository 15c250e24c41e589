using Topology.Clustering.Scheduling;
using static Topology.Clustering.Tests.Scheduling.Plans;

namespace Topology.Clustering.Tests.Scheduling;

public class EvenSchedulerTests
{
    private static readonly IScheduler Scheduler = Schedulers.Create(SchedulerKind.Even);

    [Fact]
    [Trait("Behaviour", "T172")]
    public void When_there_are_more_executors_than_slots_Then_all_are_placed_on_as_many_workers_as_asked_for()
    {
        var topology = Chain("t", 7, ("a", 21), ("b", 9), ("c", 2), ("d", 10));

        var result = Scheduler.Place([Node("n1", 5), Node("n2", 5)], topology);

        Assert.Null(result.Trouble);
        Assert.Equal([6, 6, 6, 6, 6, 6, 6], result.Sizes());
        Assert.Equal([3, 4], result.Slots().GroupBy(slot => slot.Node).Select(group => group.Count()).Order());
        foreach (var component in topology.Executors.GroupBy(executor => executor.Component))
        {
            int[] counts = [.. Enumerable.Range(0, 7).Select(worker => component.Count(executor => result.Executors()[executor.Id] == worker))];
            Assert.True(counts.Max() - counts.Min() <= 1, $"{component.Key}: {string.Join(",", counts)}");
        }
    }

    [Fact]
    [Trait("Behaviour", "T176")]
    public void When_a_node_dies_and_no_slot_is_free_Then_its_executors_join_the_surviving_worker()
    {
        var topology = Chain("t", 2, ("a", 2), ("b", 2));
        var before = Scheduler.Place([Node("n1", 1), Node("n2", 1)], topology);

        var after = Scheduler.Place([Node("n1", 1)], topology.After(before));

        Assert.Equal([2, 2], before.Sizes());
        Assert.Equal([4], after.Sizes());
        Assert.Equal([new WorkerSlot("n1", 0), null], after.Assignment!.SlotOfWorker);
        Assert.Equal("Topology \"t\" asked for 2 workers and got 1: 1 node with 1 slot in all, none of them free. It is spread again when there are more slots.", after.Trouble);
    }

    [Fact]
    [Trait("Behaviour", "T177")]
    public void When_a_squeezed_topology_gets_slots_Then_only_what_must_move_moves()
    {
        var topology = Chain("t", 4, ("a", 3), ("b", 3), ("c", 3));
        SchedulableNode[] nodes = [Node("n1", 1)];
        var one = Scheduler.Place(nodes, topology);

        nodes = [.. nodes, Node("n2", 2)];
        var three = Scheduler.Place(nodes, topology.After(one));
        nodes = [.. nodes, Node("n3", 8)];
        var four = Scheduler.Place(nodes, topology.After(three));

        Assert.Equal([9], one.Sizes());
        Assert.NotNull(one.Trouble);
        Assert.Equal([3, 3, 3], three.Sizes());
        Assert.NotNull(three.Trouble);
        Assert.Equal([2, 2, 2, 3], four.Sizes());
        Assert.Null(four.Trouble);
        Assert.Equal(3, Unmoved(one, three));
        Assert.Equal(7, Unmoved(three, four));
        Assert.Single(Enumerable.Range(0, 3), worker => WhatRunsOn(worker, three).SequenceEqual(WhatRunsOn(worker, four)));
    }

    [Fact]
    public void When_all_is_well_Then_the_same_assignment_is_returned_whatever_joins()
    {
        var first = Chain("first", 2, ("a", 4));
        var result = Scheduler.Place([Node("n1", 2)], first);

        var both = Scheduler.Schedule([Node("n0", 4), Node("n1", 2), Node("n2", 4)], [Chain("second", 3, ("a", 3)), first.After(result)]);

        Assert.Same(result.Assignment, both[1].Assignment);
        Assert.Equal([1, 1, 1], both[0].Sizes());
    }

    [Fact]
    public void When_a_node_dies_and_slots_are_free_Then_its_workers_move_with_their_executors()
    {
        var topology = Chain("t", 3, ("a", 6));
        var before = Scheduler.Place([Node("n1", 2), Node("n2", 2), Node("n3", 2)], topology);

        var after = Scheduler.Place([Node("n1", 2), Node("n3", 2)], topology.After(before));

        Assert.Null(after.Trouble);
        Assert.Equal(before.Executors(), after.Executors());
        Assert.Equal("n2", before.Assignment!.SlotOfWorker[1]!.Node);
        Assert.Equal(before.Assignment.SlotOfWorker[0], after.Assignment!.SlotOfWorker[0]);
        Assert.Equal(before.Assignment.SlotOfWorker[2], after.Assignment.SlotOfWorker[2]);
    }

    [Fact]
    public void When_two_workers_are_lost_and_one_slot_is_free_Then_one_moves_and_the_other_is_divided()
    {
        var topology = Chain("t", 3, ("a", 6));
        var before = Scheduler.Place([Node("n1", 1), Node("n2", 1), Node("n3", 1)], topology);

        var after = Scheduler.Place([Node("n1", 1), Node("n4", 1)], topology.After(before));

        Assert.Equal([3, 3], after.Sizes());
        Assert.Equal([new WorkerSlot("n1", 0), new WorkerSlot("n4", 0), null], after.Assignment!.SlotOfWorker);
        Assert.Equal([0, 0, 1, 1], before.Executors().Take(4));
        Assert.Equal([0, 0, 1, 1], after.Executors().Take(4));
    }

    [Fact]
    public void When_there_are_fewer_executors_than_workers_Then_there_is_a_worker_for_each_and_no_trouble()
    {
        var result = Scheduler.Place([Node("n1", 8)], Chain("t", 5, ("a", 1), ("b", 1)));

        Assert.Equal([1, 1], result.Sizes());
        Assert.Null(result.Trouble);
    }

    [Fact]
    public void When_no_slot_is_free_Then_a_topology_that_never_ran_waits_and_starts_later()
    {
        var waiting = Chain("late", 2, ("a", 2));
        var running = Chain("early", 1, ("a", 2));
        var results = Scheduler.Schedule([Node("n1", 1)], [running, waiting]);

        Assert.Null(results[1].Assignment);
        Assert.Equal("Topology \"late\" asked for 2 workers and got 0: 1 node with 1 slot in all, none of them free. It starts when a slot is free.", results[1].Trouble);
        Assert.Equal([2], Scheduler.Schedule([Node("n1", 2)], [running.After(results[0]), waiting])[1].Sizes());
    }

    [Fact]
    public void When_no_node_is_alive_Then_the_reason_says_so()
    {
        var result = Scheduler.Place([], Chain("t", 1, ("a", 1)));

        Assert.Null(result.Assignment);
        Assert.Contains("no node is alive", result.Trouble);
    }

    [Fact]
    public void When_fewer_workers_are_asked_for_Then_the_others_keep_what_they_run()
    {
        SchedulableNode[] nodes = [Node("n1", 2), Node("n2", 2)];
        var topology = Chain("t", 4, ("a", 8));
        var before = Scheduler.Place(nodes, topology);
        var fewer = topology.After(before) with { Workers = 2 };

        var after = Scheduler.Place(nodes, fewer);

        Assert.Equal([4, 4], after.Sizes());
        Assert.Equal(["n1", "n2"], after.Slots().Select(slot => slot.Node).Order());
        Assert.Equal(4, Unmoved(before, after));
    }

    [Fact]
    public void When_more_workers_are_asked_for_Then_they_take_their_share()
    {
        SchedulableNode[] nodes = [Node("n1", 2), Node("n2", 2)];
        var topology = Chain("t", 2, ("a", 8));
        var before = Scheduler.Place(nodes, topology);

        var after = Scheduler.Place(nodes, topology.After(before) with { Workers = 4 });

        Assert.Equal([2, 2, 2, 2], after.Sizes());
        Assert.Equal(4, Unmoved(before, after));
    }

    [Fact]
    public void When_the_number_of_executors_has_changed_Then_slots_are_kept_and_executors_spread_anew()
    {
        SchedulableNode[] nodes = [Node("n1", 1), Node("n2", 1), Node("n3", 1)];
        var before = Scheduler.Place(nodes, Chain("t", 2, ("a", 2)));
        var larger = Chain("t", 2, ("a", 5)) with { Current = before.Assignment };

        var after = Scheduler.Place(nodes, larger);

        Assert.Equal(before.Assignment!.SlotOfWorker, after.Assignment!.SlotOfWorker);
        Assert.Equal([2, 3], after.Sizes());
    }

    [Fact]
    [Trait("Behaviour", "T191")]
    public void When_two_topologies_claim_one_slot_Then_the_first_has_it_and_the_second_moves()
    {
        var claim = new TopologyAssignment([new WorkerSlot("n1", 0)], [0]);
        var first = Chain("first", 1, ("a", 1)) with { Current = claim };
        var second = Chain("second", 1, ("a", 1)) with { Current = claim };

        var results = Scheduler.Schedule([Node("n1", 2)], [first, second]);

        Assert.Same(claim, results[0].Assignment);
        Assert.Equal([new WorkerSlot("n1", 1)], results[1].Slots());
    }

    [Fact]
    public void When_a_slot_is_beyond_those_of_its_node_Then_the_worker_moves()
    {
        var topology = Chain("t", 1, ("a", 1)) with { Current = new TopologyAssignment([new WorkerSlot("n1", 3)], [0]) };

        Assert.Equal([new WorkerSlot("n1", 0)], Scheduler.Place([Node("n1", 2)], topology).Slots());
    }

    private static int Unmoved(ScheduleResult before, ScheduleResult after) =>
        before.Assignment!.Places().Zip(after.Assignment!.Places()).Count(((WorkerSlot? Before, WorkerSlot? After) pair) => pair.Before == pair.After);

    private static IEnumerable<int> WhatRunsOn(int worker, ScheduleResult result) =>
        Enumerable.Range(0, result.Executors().Count).Where(executor => result.Executors()[executor] == worker);
}
