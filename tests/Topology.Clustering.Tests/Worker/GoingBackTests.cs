using Topology.Clustering.Protocol;
using static Topology.Clustering.Tests.Worker.LifeKit;

namespace Topology.Clustering.Tests.Worker;

/// <summary>A worker of a topology that goes back to its last checkpoint as a whole.</summary>
public class GoingBackTests
{
    private readonly LifeKit _kit = new(goesBack: true);

    [Fact]
    public void When_the_first_orders_come_Then_the_engine_is_made_and_starts_only_when_its_beginning_is_known()
    {
        _kit.Take(Orders(5));

        Assert.Equal(["make 0 1 1 2", "want 2/12", "deactivate"], _kit.Last);
        Assert.False(_kit.Life.MayStart(4));
        Assert.True(_kit.Life.MayStart(5));
        Assert.False(_kit.Life.MayStart(5));
    }

    [Fact]
    public void When_the_next_generation_comes_Then_the_engine_and_its_links_go_before_the_next_one_is_made()
    {
        _kit.Ready();

        _kit.Take(Orders(6));
        Assert.Equal(["cut 0", "cut 2", "leave"], _kit.Last);
        Assert.Equal((WorkerPhase.Preparing, false), (_kit.Life.Phase, _kit.Life.MayStart(6)));
        Assert.Equal(false, _kit.Life.Refusal(Request(6))?.IsFinal);
        _kit.Take(Orders(7));
        Assert.Empty(_kit.Last);

        _kit.Do(_kit.Life.EngineLeft());
        Assert.Equal(["make 0 1 1 2", "want 2/12", "deactivate"], _kit.Last);
        Assert.Empty(_kit.Life.EngineLeft()); // told twice, there is one engine all the same
        Assert.Null(_kit.Life.Refusal(Request(7)));
        _kit.Prepare(1, 2).Up(0).Up(2);
        Assert.Equal((WorkerPhase.Ready, 7L), (_kit.Life.Phase, _kit.Life.Generation));
    }

    [Fact]
    public void When_a_link_breaks_Then_all_stops_at_once_until_the_next_generation()
    {
        _kit.Ready();

        _kit.Do(_kit.Life.LinkDown(2));
        Assert.Equal(["cut 2", "cut 0", "leave", "report"], _kit.Last);
        Assert.Equal((5L, false), (_kit.Life.Setback!.Generation, _kit.Life.Setback.IsFailure));
        Assert.Contains("worker 2", _kit.Life.Setback.Cause);
        Assert.Empty(_kit.Do(_kit.Life.EngineLeft()).Last);
        Assert.Null(_kit.Life.LinkUp(0, 10, 5));
        Assert.Empty(_kit.Life.ExecutorFailed("late"));

        _kit.Take(Orders(6, WorkerGoal.Active));
        Assert.Equal(["make 0 1 1 2", "want 2/12"], _kit.Last);
    }

    [Fact]
    public void When_an_executor_fails_Then_the_cause_is_told_once()
    {
        _kit.Ready();

        Assert.Equal(["cut 0", "cut 2", "leave", "report"], _kit.Do(_kit.Life.ExecutorFailed("count[0] threw")).Last);
        Assert.Equal(new WorkerSetback(5, "count[0] threw", true), _kit.Life.Setback);
        Assert.Empty(_kit.Life.ExecutorFailed("another"));
        Assert.Equal("count[0] threw", _kit.Life.Setback!.Cause);
    }

    [Fact]
    public void When_a_link_of_another_generation_comes_Then_nobody_wants_it()
    {
        _kit.Take(Orders(5));

        Assert.Null(_kit.Life.LinkUp(2, 12, 4));
        Assert.NotNull(_kit.Life.LinkUp(2, 12, 5));
        Assert.Null(_kit.Life.LinkUp(2, 12, 5)); // the other end has lost it, which this one will see
    }

    [Fact]
    public void When_it_is_to_stop_while_the_engine_goes_Then_it_has_stopped_once_that_is_gone()
    {
        _kit.Ready();
        _kit.Do(_kit.Life.ExecutorFailed("x"));

        _kit.Take(Orders(5, WorkerGoal.Stopped));
        Assert.Empty(_kit.Last);
        _kit.Do(_kit.Life.EngineLeft());

        Assert.Equal(["report"], _kit.Last);
        Assert.Equal(WorkerPhase.Stopped, _kit.Life.Phase);
    }

    [Fact]
    public void When_a_last_checkpoint_is_asked_for_Then_spouts_stop_and_the_goal_is_reached_as_such()
    {
        _kit.Ready();

        _kit.Take(Orders(5, WorkerGoal.Completing));
        Assert.Equal(["deactivate"], _kit.Last);
        _kit.Do(_kit.Life.SpoutsTold(false));
        Assert.Equal(WorkerGoal.Completing, _kit.Life.Reached);
        _kit.Take(Orders(5, WorkerGoal.Inactive)).Take(Orders(5, WorkerGoal.Saving));

        Assert.Equal(["report"], _kit.Last);
        Assert.Equal(WorkerGoal.Saving, _kit.Life.Reached);
    }

    private static RequestLink Request(long generation) => new(TopologyId, generation, 0, 10, 1, 11);
}
