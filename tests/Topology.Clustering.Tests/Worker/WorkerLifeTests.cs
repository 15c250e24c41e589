using Topology.Clustering.Protocol;
using static Topology.Clustering.Tests.Worker.LifeKit;

namespace Topology.Clustering.Tests.Worker;

/// <summary>Orders, executors and goals of a worker; its links are in <see cref="WorkerLifeLinkTests"/>.</summary>
public class WorkerLifeTests
{
    private readonly LifeKit _kit = new();

    [Fact]
    public void When_the_first_orders_come_Then_executors_are_placed_and_only_the_higher_number_is_asked_for_a_link()
    {
        _kit.Take(Orders(5, WorkerGoal.Active));

        Assert.Equal(["place 0 1 1 2", "want 2/12"], _kit.Last);
        Assert.Equal(WorkerPhase.Preparing, _kit.Life.Phase);
        Assert.Equal(0, _kit.Life.Generation);
    }

    [Fact]
    public void When_the_first_orders_want_no_spouts_Then_these_are_told_at_once()
    {
        _kit.Take(Orders(5));

        Assert.Equal(["place 0 1 1 2", "want 2/12", "deactivate"], _kit.Last);
    }

    [Fact]
    public void When_orders_are_older_or_the_same_Then_nothing_changes()
    {
        _kit.Ready();
        var orders = _kit.Life.Orders;

        Assert.Empty(_kit.Life.Take(Orders(4, WorkerGoal.Stopped)));
        Assert.Empty(_kit.Life.Take(Orders(5, WorkerGoal.Active)));
        Assert.Same(orders, _kit.Life.Orders);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    public void When_orders_are_for_another_process_of_the_worker_Then_they_are_ignored(long incarnation)
    {
        Assert.Empty(_kit.Life.Take(Orders(5, WorkerGoal.Active, Place(1, incarnation))));
        Assert.Null(_kit.Life.Orders);
        Assert.Equal(WorkerPhase.Loading, _kit.Life.Phase);
    }

    [Fact]
    public void When_orders_do_not_name_the_worker_Then_they_are_ignored()
    {
        var orders = Orders(5);

        Assert.Empty(_kit.Life.Take(orders with { Workers = [orders.Workers[0]] }));
    }

    [Fact]
    public void When_executors_are_prepared_and_links_up_Then_it_is_ready_and_not_before()
    {
        _kit.Take(Orders(5, WorkerGoal.Active));
        foreach (var step in new Func<LifeKit>[] { () => _kit.Prepare(1), () => _kit.Up(0), () => _kit.Prepare(2) })
        {
            Assert.Empty(step().Last);
            Assert.Equal(WorkerPhase.Preparing, _kit.Life.Phase);
        }

        _kit.Up(2);

        Assert.Equal(["report", "activate"], _kit.Last);
        Assert.Equal((WorkerPhase.Ready, 5L), (_kit.Life.Phase, _kit.Life.Generation));
    }

    [Fact]
    public void When_a_worker_has_no_executors_Then_links_are_enough()
    {
        _kit.Take(Orders(5) with { WorkerOfExecutor = [0, 0, 2, 2] }).Up(0).Up(2);

        Assert.Equal(WorkerPhase.Ready, _kit.Life.Phase);
    }

    [Fact]
    public void When_an_executor_is_prepared_again_or_is_not_here_Then_nothing_changes()
    {
        _kit.Ready();

        Assert.Empty(_kit.Prepare(1).Last);
        Assert.Empty(_kit.Prepare(3).Last);
    }

    [Fact]
    public void When_only_the_goal_changes_Then_nothing_but_the_spouts_is_touched()
    {
        _kit.Ready(WorkerGoal.Active);

        Assert.Equal(["deactivate"], _kit.Take(Orders(5, WorkerGoal.Inactive)).Last);
        Assert.Equal(WorkerGoal.Active, _kit.Life.Reached);
        Assert.Equal(["report"], _kit.Do(_kit.Life.SpoutsTold(false)).Last);
        Assert.Equal((WorkerGoal.Inactive, WorkerPhase.Ready), (_kit.Life.Reached, _kit.Life.Phase));
        Assert.Equal(["activate"], _kit.Take(Orders(5, WorkerGoal.Active)).Last);
    }

    [Fact]
    public void When_spouts_answer_to_what_they_were_told_before_Then_the_goal_is_not_reached()
    {
        _kit.Ready(WorkerGoal.Inactive).Take(Orders(5, WorkerGoal.Active));

        Assert.Empty(_kit.Life.SpoutsTold(false));
        Assert.Equal(WorkerGoal.Inactive, _kit.Life.Reached);
        _kit.Do(_kit.Life.SpoutsTold(true));
        Assert.Equal(WorkerGoal.Active, _kit.Life.Reached);
    }

    [Fact]
    public void When_spouts_may_still_emit_or_are_going_to_Then_probes_are_told_so()
    {
        Assert.Equal(WorkerGoal.Inactive, _kit.Life.Ahead);
        _kit.Take(Orders(5, WorkerGoal.Active));
        Assert.Equal(WorkerGoal.Active, _kit.Life.Ahead);
        _kit.Take(Orders(5, WorkerGoal.Inactive));
        Assert.Equal(WorkerGoal.Inactive, _kit.Life.Ahead);

        _kit.Prepare(1, 2).Up(0).Up(2).Take(Orders(5, WorkerGoal.Active)).Do(_kit.Life.SpoutsTold(true));
        _kit.Take(Orders(5, WorkerGoal.Inactive));
        Assert.Equal(WorkerGoal.Active, _kit.Life.Ahead);
        _kit.Do(_kit.Life.SpoutsTold(false));
        Assert.Equal(WorkerGoal.Inactive, _kit.Life.Ahead);
    }

    [Fact]
    public void When_executors_come_while_spouts_are_active_Then_spouts_are_told_again_once_all_are_ready()
    {
        _kit.Ready();

        _kit.Take(Orders(6, WorkerGoal.Active) with { WorkerOfExecutor = [0, 1, 1, 1], EpochOfExecutor = [1, 1, 1, 6] });

        Assert.Equal(["place 0 1 1 1", "fail"], _kit.Last);
        Assert.Equal((WorkerPhase.Preparing, 5L), (_kit.Life.Phase, _kit.Life.Generation));
        Assert.Equal(["report", "activate"], _kit.Prepare(3).Last);
        Assert.Equal((WorkerPhase.Ready, 6L), (_kit.Life.Phase, _kit.Life.Generation));
    }

    [Fact]
    public void When_an_executor_leaves_and_comes_back_Then_it_is_to_be_prepared_again()
    {
        _kit.Ready();
        _kit.Take(Orders(6, WorkerGoal.Active) with { WorkerOfExecutor = [0, 1, 2, 2] });
        Assert.Equal(WorkerPhase.Ready, _kit.Life.Phase);

        _kit.Take(Orders(7, WorkerGoal.Active));

        Assert.Equal(WorkerPhase.Preparing, _kit.Life.Phase);
        _kit.Prepare(2);
        Assert.Equal(WorkerPhase.Ready, _kit.Life.Phase);
    }

    [Fact]
    public void When_it_is_to_stop_Then_stages_follow_each_other_and_empty_ones_are_passed_over()
    {
        _kit.Ready();

        Assert.Equal(["stop 1"], _kit.Take(Orders(5, WorkerGoal.Stopped)).Last);
        Assert.Empty(_kit.Do(_kit.Life.ExecutorStopped(2)).Last); // not its turn
        Assert.Equal(["stop 2"], _kit.Do(_kit.Life.ExecutorStopped(1)).Last);
        Assert.NotEqual(WorkerPhase.Stopped, _kit.Life.Phase);
        Assert.Equal(["report"], _kit.Do(_kit.Life.ExecutorStopped(2)).Last);
        Assert.Equal((WorkerPhase.Stopped, WorkerGoal.Stopped), (_kit.Life.Phase, _kit.Life.Reached));
    }

    [Fact]
    public void When_executors_of_a_stage_hang_Then_giving_up_each_ends_the_stage_once()
    {
        _kit.Stages = [[1, 2], [3]];
        _kit.Ready().Take(Orders(5, WorkerGoal.Stopped));
        Assert.Equal([1, 2], _kit.Life.Stopping.Order());

        Assert.Empty(_kit.Do(_kit.Life.ExecutorStopped(1)).Last);
        Assert.Empty(_kit.Do(_kit.Life.ExecutorStopped(1)).Last);
        Assert.Equal(["stop 3"], _kit.Do(_kit.Life.ExecutorStopped(2)).Last);
        Assert.Equal([3], _kit.Life.Stopping);
    }

    [Fact]
    public void When_it_stops_Then_nothing_turns_it_back()
    {
        _kit.Ready().Take(Orders(5, WorkerGoal.Stopped));

        Assert.Empty(_kit.Take(Orders(6, WorkerGoal.Active, Place(2, 99))).Last);
        Assert.Empty(_kit.Life.Fail("too late"));
        Assert.Empty(_kit.Life.SpoutsTold(true));
        _kit.Do(_kit.Life.ExecutorStopped(1)).Do(_kit.Life.ExecutorStopped(2));
        Assert.Equal(WorkerPhase.Stopped, _kit.Life.Phase);
        Assert.Empty(_kit.Take(Orders(7, WorkerGoal.Active)).Last);
    }

    [Fact]
    public void When_the_first_orders_are_to_stop_Then_no_executor_is_made()
    {
        _kit.Stages = [];

        Assert.Equal(["report"], _kit.Take(Orders(5, WorkerGoal.Stopped)).Last);
        Assert.Equal(WorkerPhase.Stopped, _kit.Life.Phase);
    }

    [Fact]
    public void When_orders_to_stop_come_with_other_places_Then_what_is_here_stops_in_order()
    {
        _kit.Ready();

        Assert.Equal(["stop 1"], _kit.Take(Orders(6, WorkerGoal.Stopped) with { WorkerOfExecutor = [0, 0, 0, 0] }).Last);
    }

    [Fact]
    public void When_it_has_failed_Then_only_the_first_cause_counts_and_only_a_stop_follows()
    {
        _kit.Ready();

        Assert.Equal(["report"], _kit.Do(_kit.Life.Fail("first")).Last);
        Assert.Empty(_kit.Life.Fail("second"));
        Assert.Equal((WorkerPhase.Failed, "first"), (_kit.Life.Phase, _kit.Life.Cause));
        Assert.Empty(_kit.Take(Orders(6, WorkerGoal.Active, Place(2, 99))).Last);
        Assert.Equal(WorkerPhase.Failed, _kit.Life.Phase);
        Assert.Null(_kit.Life.LinkUp(2, 12, 5));
        Assert.Equal(["stop 1"], _kit.Take(Orders(6, WorkerGoal.Stopped)).Last);
        _kit.Do(_kit.Life.ExecutorStopped(1)).Do(_kit.Life.ExecutorStopped(2));
        Assert.Equal(WorkerPhase.Stopped, _kit.Life.Phase);
    }

    [Fact]
    public void When_it_has_another_actor_Then_what_was_not_answered_is_asked_again()
    {
        Assert.Empty(_kit.Life.Resumed());
        _kit.Ready();
        Assert.Equal(["activate"], _kit.Do(_kit.Life.Resumed()).Last);

        _kit.Take(Orders(5, WorkerGoal.Stopped));

        Assert.Equal(["stop 1"], _kit.Do(_kit.Life.Resumed()).Last);
        _kit.Do(_kit.Life.ExecutorStopped(1)).Do(_kit.Life.ExecutorStopped(2));
        Assert.Empty(_kit.Life.Resumed());
    }
}
