using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

/// <summary>A topology that goes back to its last checkpoint, and one whose last checkpoint is taken.</summary>
public class SetbackTests
{
    private readonly LifeOfOne _life = LifeOfOne.Active(DeliveryGuarantee.EffectivelyOnce);

    [Fact]
    public void When_a_component_fails_Then_the_topology_goes_back_after_the_back_off_and_waits_until_all_are_ready()
    {
        var before = _life.Record.Generation;

        SetBack(0, isFailure: true);
        Assert.Equal(before, _life.Record.Generation);
        _life.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal((before + 1, TopologyStatus.Recovering, WorkerGoal.Inactive), (_life.Record.Generation, _life.Record.Status, _life.Record.Goal));

        _life.Report(0, WorkerPhase.Ready);
        Assert.Equal(WorkerGoal.Inactive, _life.Record.Goal);
        _life.Report(1, WorkerPhase.Ready);
        Assert.Equal((TopologyStatus.Active, WorkerGoal.Active), (_life.Record.Status, _life.Record.Goal));
    }

    [Fact]
    public void When_it_fails_too_often_Then_it_ends_with_the_cause()
    {
        for (var failures = 0; _life.Record.Phase == TopologyPhase.Running && failures < 20; failures++)
        {
            var generation = _life.Record.Generation;
            SetBack(1, isFailure: true);
            while (_life.Record.Phase == TopologyPhase.Running && _life.Record.Generation == generation)
                _life.Advance(TimeSpan.FromMilliseconds(100));
            _life.ReportBoth(WorkerPhase.Ready, WorkerGoal.Active);
        }

        Assert.Equal((TopologyPhase.Stopping, DrainEnd.Failed, "it broke"), (_life.Record.Phase, _life.Record.End, _life.Record.Cause));
    }

    [Fact]
    public void When_a_link_is_lost_Then_the_death_of_the_process_behind_it_is_waited_for()
    {
        var before = _life.Record.Generation;

        SetBack(0, isFailure: false);
        _life.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(before, _life.Record.Generation);
        _life.Die(1);

        Assert.Equal(before + 1, _life.Record.Generation);
        Assert.Equal(TopologyStatus.Recovering, _life.Record.Status);
        _life.Advance(TopologyControl.LostLinkDelay); // the setback was of the generation before
        Assert.Equal(before + 1, _life.Record.Generation);
    }

    [Fact]
    public void When_a_topology_with_checkpoints_is_killed_Then_a_last_one_is_taken_first()
    {
        Drain();
        Assert.Equal((TopologyPhase.Saving, WorkerGoal.Saving, TopologyStatus.Draining), (_life.Record.Phase, _life.Record.Goal, _life.Record.Status));

        _life.Report(0, WorkerPhase.Ready, Leads);
        Assert.Equal(TopologyPhase.Saving, _life.Record.Phase);
        _life.Report(0, WorkerPhase.Ready, report => Leads(report) with { Saved = _life.Record.Generation });

        Assert.Equal((TopologyPhase.Stopping, DrainEnd.Killed), (_life.Record.Phase, _life.Record.End));
    }

    [Fact]
    public void When_the_last_one_takes_too_long_Then_it_stops_without()
    {
        Drain();

        _life.Advance(TopologyControl.SaveLimit);

        Assert.Equal(TopologyPhase.Stopping, _life.Record.Phase);
    }

    [Fact]
    public void When_something_is_lost_before_the_final_checkpoint_Then_the_topology_is_not_complete()
    {
        Complete();
        Assert.Equal((TopologyPhase.Saving, WorkerGoal.Completing), (_life.Record.Phase, _life.Record.Goal));
        _life.Advance(TimeSpan.FromHours(1)); // it is tried until there is one
        Assert.Equal(TopologyPhase.Saving, _life.Record.Phase);

        _life.Die(1);

        Assert.Equal((TopologyPhase.Running, null, TopologyStatus.Recovering), (_life.Record.Phase, _life.Record.End, _life.Record.Status));
    }

    [Fact]
    public void When_the_final_checkpoint_does_not_come_Then_it_can_still_be_killed()
    {
        Complete();

        _life.Ask(new KillTopologyByName("words", TimeSpan.FromSeconds(1)));
        Assert.Equal(TopologyPhase.Saving, _life.Record.Phase);
        _life.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((TopologyPhase.Stopping, DrainEnd.Killed), (_life.Record.Phase, _life.Record.End));
    }

    private static WorkerReport Leads(WorkerReport report) => report with { Checkpoints = new CheckpointReport() };

    private void SetBack(int worker, bool isFailure)
    {
        var generation = _life.Record.Generation;
        _life.Report(worker, WorkerPhase.Preparing, report => report with { Setback = new WorkerSetback(generation, "it broke", isFailure) });
    }

    private void Drain()
    {
        _life.Report(0, WorkerPhase.Ready, Leads);
        _life.Ask(new KillTopologyByName("words", null));
        _life.ReportBoth(WorkerPhase.Ready, WorkerGoal.Inactive, report => report.Worker == 0 ? Leads(report) : report);
        _life.AnswerProbes(isQuiet: true);
        _life.AnswerProbes(isQuiet: true);
    }

    private void Complete()
    {
        _life.ReportBoth(WorkerPhase.Ready, WorkerGoal.Active, report => (report.Worker == 0 ? Leads(report) : report) with { SourcesDone = true });
        _life.AnswerProbes(isQuiet: true);
        _life.AnswerProbes(isQuiet: true);
    }
}
