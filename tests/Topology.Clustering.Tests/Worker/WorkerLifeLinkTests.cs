using Topology.Clustering.Protocol;
using static Topology.Clustering.Tests.Worker.LifeKit;

namespace Topology.Clustering.Tests.Worker;

/// <summary>What worker 1 of three does about its links.</summary>
public class WorkerLifeLinkTests
{
    private readonly LifeKit _kit = new();

    [Fact]
    public void When_a_peer_has_no_process_Then_its_link_is_cut_pending_trees_fail_and_it_is_not_waited_for()
    {
        _kit.Ready();

        _kit.Take(Orders(6, WorkerGoal.Active, Place(2, 0, null)));

        Assert.Equal(["cut 2", "place 0 1 1 2", "fail", "report", "activate"], _kit.Last);
        Assert.Equal((WorkerPhase.Ready, 6L), (_kit.Life.Phase, _kit.Life.Generation));
        Assert.Empty(_kit.Life.LinkDown(2)); // known already
    }

    [Fact]
    public void When_a_peer_has_a_process_again_Then_a_link_to_it_is_wanted()
    {
        _kit.Ready().Take(Orders(6, WorkerGoal.Active, Place(2, 0, null)));

        _kit.Take(Orders(7, WorkerGoal.Active, Place(2, 99)));

        Assert.Equal(["place 0 1 1 2", "fail", "want 2/99"], _kit.Last);
        Assert.True(_kit.Life.Wants(Place(2, 99)));
        Assert.False(_kit.Life.Wants(Place(2)));
        _kit.Up(2, 99);
        Assert.False(_kit.Life.Wants(Place(2, 99)));
        Assert.Equal(WorkerPhase.Ready, _kit.Life.Phase);
    }

    [Fact]
    public void When_a_peer_is_another_process_at_once_Then_the_old_link_is_cut_before_the_new_one_is_wanted()
    {
        _kit.Ready();

        _kit.Take(Orders(6, WorkerGoal.Active, Place(2, 99)));

        Assert.Equal(["cut 2", "place 0 1 1 2", "fail", "want 2/99"], _kit.Last);
    }

    [Fact]
    public void When_a_peer_with_a_lower_number_is_another_process_Then_it_is_waited_for_without_asking()
    {
        _kit.Ready();

        _kit.Take(Orders(6, WorkerGoal.Active, Place(0, 99)));

        Assert.Equal(["cut 0", "place 0 1 1 2", "fail"], _kit.Last);
        Assert.Equal(WorkerPhase.Preparing, _kit.Life.Phase);
    }

    [Fact]
    public void When_a_peer_has_only_changed_its_address_Then_its_link_is_kept()
    {
        _kit.Ready();

        _kit.Take(Orders(6, WorkerGoal.Active, Place(2, 12, "akka.tcp://t@h:99")));

        Assert.DoesNotContain("cut 2", _kit.Last);
        Assert.DoesNotContain(_kit.Last, effect => effect.StartsWith("want", StringComparison.Ordinal));
        Assert.Equal(WorkerPhase.Ready, _kit.Life.Phase);
        Assert.Contains("report", _kit.Do(_kit.Life.LinkDown(2)).Last); // it was up
    }

    [Fact]
    public void When_a_link_is_lost_Then_it_is_cut_and_told_and_the_next_generation_makes_it_anew()
    {
        _kit.Ready();

        Assert.Equal(["cut 2", "fail", "report"], _kit.Do(_kit.Life.LinkDown(2)).Last);
        Assert.Equal((WorkerPhase.Preparing, WorkerGoal.Active), (_kit.Life.Phase, _kit.Life.Reached));
        Assert.Equal([2], _kit.Life.LostLinks);
        Assert.Empty(_kit.Life.LinkDown(2));

        _kit.Take(Orders(6, WorkerGoal.Active));
        Assert.Equal(["place 0 1 1 2", "fail", "want 2/12"], _kit.Last);
        Assert.Empty(_kit.Life.LostLinks);
        Assert.Equal(["report", "activate"], _kit.Up(2).Last);
    }

    [Fact]
    public void When_a_link_is_lost_before_all_is_ready_Then_it_is_made_anew_without_another_generation()
    {
        _kit.Ready().Take(Orders(6, WorkerGoal.Active, Place(0, 99))); // waits for 0

        Assert.Equal(["cut 2", "fail", "report", "want 2/12"], _kit.Do(_kit.Life.LinkDown(2)).Last);
        Assert.True(_kit.Life.Wants(Place(2)));
        _kit.Up(2).Up(0, 99);
        Assert.Equal((WorkerPhase.Ready, 6L), (_kit.Life.Phase, _kit.Life.Generation));
        Assert.Empty(_kit.Life.LostLinks);
    }

    [Fact]
    public void When_a_link_is_lost_between_two_others_Then_the_new_generation_fails_trees_that_may_have_led_there()
    {
        _kit.Ready();

        _kit.Take(Orders(6, WorkerGoal.Active)); // nothing differs: it is for a link of the others

        Assert.Contains("fail", _kit.Last);
        Assert.Equal((WorkerPhase.Ready, 6L), (_kit.Life.Phase, _kit.Life.Generation));
    }

    [Fact]
    public void When_a_lost_link_comes_back_from_the_other_end_Then_it_is_lost_no_more()
    {
        _kit.Ready().Do(_kit.Life.LinkDown(0));

        _kit.Up(0);

        Assert.Empty(_kit.Life.LostLinks);
        Assert.Equal(WorkerPhase.Ready, _kit.Life.Phase);
    }

    [Fact]
    public void When_the_other_end_connects_anew_though_the_link_seems_up_Then_what_was_on_the_old_one_fails()
    {
        _kit.Ready();

        Assert.Contains("fail", _kit.Up(0).Last);
    }

    [Theory]
    [InlineData(3, 13)]
    [InlineData(2, 11)]
    [InlineData(2, 13)]
    public void When_a_link_comes_from_nobody_known_Then_it_is_refused(int worker, long incarnation)
    {
        _kit.Take(Orders(5));

        Assert.Null(_kit.Life.LinkUp(worker, incarnation, 5));
    }

    [Fact]
    public void When_a_link_comes_late_Then_it_is_refused()
    {
        Assert.Null(_kit.Life.LinkUp(0, 10, 5)); // before any orders
        _kit.Ready().Take(Orders(6, WorkerGoal.Active, Place(2, 0, null)));
        Assert.Null(_kit.Life.LinkUp(2, 12, 5));
        Assert.Null(_kit.Life.LinkUp(2, 0, 5));
        _kit.Take(Orders(6, WorkerGoal.Stopped)).Do(_kit.Life.ExecutorStopped(1)).Do(_kit.Life.ExecutorStopped(2));
        Assert.Null(_kit.Life.LinkUp(0, 10, 5));
    }

    [Fact]
    public void When_links_break_during_the_stop_Then_they_are_cut_and_nobody_is_told()
    {
        _kit.Ready().Take(Orders(5, WorkerGoal.Stopped));

        Assert.Equal(["cut 2"], _kit.Do(_kit.Life.LinkDown(2)).Last);
        Assert.Empty(_kit.Life.LostLinks);
        Assert.False(_kit.Life.Wants(Place(2)));
    }

    [Theory]
    [InlineData(6, 0, 10, 1, 11, false, "worker 1 has no orders of generation 6 yet")]
    [InlineData(4, 0, 10, 1, 11, true, "worker 1 has orders of generation 5 already, not 4")]
    [InlineData(5, 0, 10, 2, 11, true, "this is worker 1, incarnation 11, not 2, 11")]
    [InlineData(5, 0, 10, 1, 12, true, "this is worker 1, incarnation 11, not 1, 12")]
    [InlineData(5, 0, 99, 1, 11, true, "worker 0, incarnation 99, is not among the places of generation 5")]
    [InlineData(5, 7, 10, 1, 11, true, "worker 7, incarnation 10, is not among the places of generation 5")]
    public void When_a_request_does_not_fit_the_orders_Then_it_is_refused(long generation, int from, long fromIncarnation, int to, long toIncarnation, bool isFinal, string reason)
    {
        _kit.Take(Orders(5));

        Assert.Equal((isFinal, reason), _kit.Life.Refusal(new RequestLink(TopologyId, generation, from, fromIncarnation, to, toIncarnation)));
    }

    [Fact]
    public void When_a_request_fits_the_orders_Then_it_is_granted_and_before_any_orders_it_is_to_be_repeated()
    {
        var request = new RequestLink(TopologyId, 5, 0, 10, 1, 11);
        Assert.Equal(false, _kit.Life.Refusal(request)?.IsFinal);

        _kit.Take(Orders(5));

        Assert.Null(_kit.Life.Refusal(request));
    }
}
