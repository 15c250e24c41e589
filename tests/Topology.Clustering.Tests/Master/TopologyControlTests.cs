using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

public class TopologyControlTests
{
    [Fact]
    public void When_all_workers_are_there_Then_links_are_made_once_and_spouts_are_asked_when_all_are_ready()
    {
        var life = new LifeOfOne();
        life.Place();
        Assert.Equal(1, life.Record.Generation);

        life.Report(0);
        Assert.Equal(1, life.Record.Generation);
        life.Report(1);
        Assert.Equal(2, life.Record.Generation);
        Assert.Equal([2L, 2, 2, 2], life.Record.Epochs);
        Assert.Equal(TopologyStatus.Starting, life.Record.Status);

        life.Report(0, WorkerPhase.Ready);
        Assert.Equal(WorkerGoal.Inactive, life.Record.Goal);
        life.Report(1, WorkerPhase.Ready);

        Assert.Equal(TopologyStatus.Active, life.Record.Status);
        Assert.Equal(WorkerGoal.Active, life.Record.Goal);
    }

    [Fact]
    public void When_a_worker_dies_Then_it_is_cut_off_and_linked_again_in_two_generations_and_only_its_executors_are_new()
    {
        var life = LifeOfOne.Active();
        var before = life.Record.Generation;

        life.Die(1);
        Assert.Equal(before + 1, life.Record.Generation);
        Assert.Null(life.Record.Seats[1].ToPlace(1).Address);
        Assert.Equal([2L, 2, 2, 2], life.Record.Epochs);
        Assert.Equal(TopologyStatus.Active, life.Record.Status);

        life.Restart(1, incarnation: 2);
        life.Report(1);

        Assert.Equal(before + 2, life.Record.Generation);
        Assert.Equal(2, life.Record.Seats[1].ToPlace(1).Incarnation);
        Assert.Equal(life.Record.Assignment!.WorkerOfExecutor.Select(worker => worker == 1 ? before + 2 : 2), life.Record.Epochs);
    }

    [Fact]
    public void When_a_dead_worker_comes_again_Then_its_counts_do_not_fall_back()
    {
        var life = LifeOfOne.Active();
        life.Report(1, WorkerPhase.Ready, report => report with { Components = [Samples.Counts("lines", emitted: 9, tracked: 5, pending: 2)] });

        life.Die(1);
        life.Restart(1, incarnation: 2);
        life.Report(1, change: report => report with { Components = [Samples.Counts("lines", emitted: 1, tracked: 1)] });
        var lines = life.Metrics()["lines"];

        Assert.Equal(10, lines.Emitted);
        Assert.Equal(6, lines.Tracked);
        Assert.Equal(2, lines.Failed);
        Assert.Equal(lines.Tracked, lines.Acked + lines.Failed + lines.TimedOut + lines.Pending);
    }

    [Fact]
    public void When_a_link_is_lost_between_living_workers_Then_a_generation_with_the_same_places_follows_after_a_moment()
    {
        var life = LifeOfOne.Active();
        var before = life.Record;

        life.Report(0, WorkerPhase.Ready, report => report with { LostLinks = [1] });
        Assert.Equal(before.Generation, life.Record.Generation);
        life.Advance(TopologyControl.LostLinkDelay);

        Assert.Equal(before.Generation + 1, life.Record.Generation);
        Assert.Equal(before.Seats, life.Record.Seats);
        Assert.Equal(before.Epochs, life.Record.Epochs);
        life.Report(0, WorkerPhase.Preparing, report => report with { Generation = before.Generation, LostLinks = [1] });
        life.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(before.Generation + 1, life.Record.Generation);
    }

    [Fact]
    public void When_a_worker_fails_Then_the_topology_fails_with_its_cause()
    {
        var life = LifeOfOne.Active();

        life.Report(1, WorkerPhase.Failed, report => report with { Cause = "spec differs" });
        Assert.Equal(TopologyStatus.Draining, life.Record.Status);
        Assert.Equal(WorkerGoal.Stopped, life.Record.Goal);
        life.Report(0, WorkerPhase.Stopped);
        life.Advance(TopologyControl.FiguresLimit);
        Assert.Equal(TopologyPhase.Removing, life.Record.Phase);
        life.RemoveAll();

        Assert.Equal(TopologyStatus.Failed, life.Ended.Status);
        Assert.Equal("spec differs", life.Ended.Cause);
    }

    [Fact]
    public void When_it_is_killed_Then_it_stops_as_soon_as_all_are_quiet()
    {
        var life = LifeOfOne.Active();

        life.Ask(new KillTopologyByName("words", null));
        Assert.Equal(TopologyStatus.Draining, life.Record.Status);
        Assert.Empty(life.Probes());
        life.ReportBoth(WorkerPhase.Ready, WorkerGoal.Inactive);
        life.AnswerProbes(isQuiet: true);
        life.AnswerProbes(isQuiet: true);

        Assert.Equal(TopologyPhase.Stopping, life.Record.Phase);
        Assert.Equal(DrainEnd.Killed, life.Record.End);
    }

    [Fact]
    public void When_something_stays_in_flight_Then_a_kill_waits_until_the_message_timeout()
    {
        var life = LifeOfOne.Active();
        life.Ask(new KillTopologyByName("words", null));
        life.ReportBoth(WorkerPhase.Ready, WorkerGoal.Inactive);

        life.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(TopologyPhase.Draining, life.Record.Phase);
        life.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TopologyPhase.Stopping, life.Record.Phase);
    }

    [Fact]
    public void When_it_is_killed_again_with_another_wait_Then_that_one_counts()
    {
        var life = LifeOfOne.Active();
        life.Ask(new KillTopologyByName("words", TimeSpan.FromSeconds(60)));

        life.Ask(new KillTopologyByName("words", null));
        Assert.Equal(life.Now.AddSeconds(60), life.Record.Until);
        life.Ask(new KillTopologyByName("words", TimeSpan.FromSeconds(1)));
        life.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TopologyPhase.Stopping, life.Record.Phase);
    }

    [Fact]
    public void When_a_report_is_older_than_the_drain_Then_an_answer_of_an_active_worker_does_not_count()
    {
        var life = LifeOfOne.Active();
        life.Ask(new KillTopologyByName("words", null));
        life.ReportBoth(WorkerPhase.Ready, WorkerGoal.Inactive);

        life.AnswerProbes(isQuiet: true, WorkerGoal.Active);
        life.Advance(TimeSpan.FromSeconds(1));
        life.AnswerProbes(isQuiet: true, WorkerGoal.Active);

        Assert.Equal(TopologyPhase.Draining, life.Record.Phase);
    }

    [Fact]
    public void When_it_is_killed_while_rebalancing_Then_it_ends()
    {
        var life = LifeOfOne.Active();
        life.Ask(new RebalanceTopology("words", 1, new Dictionary<string, int>(), TimeSpan.Zero));
        Assert.Equal(TopologyStatus.Rebalancing, life.Record.Status);

        life.Ask(new KillTopologyByName("words", TimeSpan.Zero));
        Assert.Equal(TopologyStatus.Draining, life.Record.Status);
        life.ReportBoth(WorkerPhase.Stopped, WorkerGoal.Stopped);
        life.Advance(TopologyControl.FiguresLimit);
        life.RemoveAll();

        Assert.Equal(TopologyStatus.Killed, life.Ended.Status);
    }

    [Fact]
    public void When_all_sources_are_done_and_nothing_is_in_flight_Then_it_completes_with_its_final_counts()
    {
        var life = LifeOfOne.Active();

        life.ReportBoth(WorkerPhase.Ready, WorkerGoal.Active, report => report with { SourcesDone = true });
        life.AnswerProbes(isQuiet: true);
        life.AnswerProbes(isQuiet: true);
        Assert.Equal(TopologyPhase.Stopping, life.Record.Phase);
        life.ReportBoth(WorkerPhase.Stopped, WorkerGoal.Stopped, report => report with { Components = [Samples.Counts("lines", emitted: 21)] });
        life.Advance(TopologyControl.FiguresLimit);
        life.RemoveAll();

        Assert.Equal(TopologyStatus.Completed, life.Ended.Status);
        Assert.Equal(42, life.Ended.Metrics["lines"].Emitted);
    }

    [Fact]
    public void When_workers_hang_in_their_stop_Then_they_are_removed_after_a_limit()
    {
        var life = LifeOfOne.Active();
        life.Ask(new KillTopologyByName("words", TimeSpan.Zero));

        life.Advance(TopologyControl.StopLimit - TimeSpan.FromSeconds(1));
        Assert.Equal(TopologyPhase.Stopping, life.Record.Phase);
        life.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TopologyPhase.Removing, life.Record.Phase);
    }

    [Fact]
    public void When_a_rebalance_is_over_Then_the_topology_is_as_active_as_before()
    {
        var life = LifeOfOne.Active();
        life.Ask(new DeactivateTopology("words"));
        life.Ask(new RebalanceTopology("words", null, new Dictionary<string, int> { ["count"] = 1 }, TimeSpan.Zero));
        life.ReportBoth(WorkerPhase.Stopped, WorkerGoal.Stopped);
        life.Advance(TopologyControl.FiguresLimit);

        life.RemoveAll();
        Assert.Equal(TopologyPhase.Placing, life.Record.Phase);
        life.Place(incarnation: 2);
        life.ReportBoth(WorkerPhase.Loading, WorkerGoal.Inactive);
        life.ReportBoth(WorkerPhase.Ready, WorkerGoal.Inactive);

        Assert.Equal(TopologyStatus.Inactive, life.Record.Status);
        Assert.Equal(3, life.Record.Epochs.Count);
    }

    [Fact]
    public void When_a_node_is_gone_Then_its_worker_stays_as_long_as_it_reports()
    {
        var life = LifeOfOne.Active();
        var before = life.Record;

        life.LoseNode("b");
        for (var i = 0; i < 30; i++)
        {
            life.Advance(TimeSpan.FromSeconds(1));
            life.Report(1, WorkerPhase.Ready);
        }
        Assert.Equal(before.Seats, life.Record.Seats);
        Assert.False(life.IsLost(1));
        life.Advance(WorkerSights.Silence + TimeSpan.FromSeconds(1));

        Assert.True(life.IsLost(1));
        Assert.False(life.Record.Seats[1].IsLinked);
    }
}
