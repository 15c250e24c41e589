using Topology.Clustering.Worker;

namespace Topology.Clustering.Tests.Worker;

/// <summary>A rebalance within a topology's life: three executors in two stages become one.</summary>
public class RebalancedLifeTests
{
    private static readonly IReadOnlyList<IReadOnlyList<int>> Stages = [[0], [1, 2]];

    [Fact]
    public void When_it_was_active_Then_it_is_stopped_stage_by_stage_replaced_started_and_activated()
    {
        var life = Ready(startInactive: false);

        Assert.Equal(LifeAction.Deactivate, life.Rebalance());
        Assert.Equal(TopologyStatus.Rebalancing, life.Status);
        Assert.True(life.IsWaiting);
        Assert.Equal(LifeAction.StopStage, life.WaitOver());
        Assert.False(life.IsWaiting);
        StopAll(life);
        Assert.Equal(LifeAction.Replace, life.EngineGone());
        Assert.Equal(LifeAction.Start, life.Replaced(1, [[0]]));
        Assert.Equal(TopologyStatus.Rebalancing, life.Status);
        Assert.Equal(LifeAction.Activate, life.ExecutorReady(0));
        Assert.Equal(TopologyStatus.Active, life.Status);
    }

    [Fact]
    public void When_it_was_inactive_Then_it_is_inactive_again()
    {
        var life = Ready(startInactive: false);
        life.ChangeActivity(false);

        Replace(life);

        Assert.Equal(LifeAction.None, life.ExecutorReady(0));
        Assert.Equal(TopologyStatus.Inactive, life.Status);
        Assert.Equal(LifeAction.Activate, life.ChangeActivity(true));
    }

    [Fact]
    public void When_it_was_never_started_Then_it_is_not_started_by_the_rebalance()
    {
        var life = new TopologyLife(3, Stages, startInactive: true);
        life.Submitted();

        Assert.Equal(LifeAction.None, Replace(life));

        Assert.Equal(TopologyStatus.Inactive, life.Status);
        Assert.Equal(LifeAction.Start, life.ChangeActivity(true));
    }

    [Fact]
    public void When_it_was_never_started_and_is_activated_meanwhile_Then_it_starts_after_the_rebalance()
    {
        var life = new TopologyLife(3, Stages, startInactive: true);
        life.Submitted();
        life.Rebalance();

        Assert.Equal(LifeAction.None, life.ChangeActivity(true));
        life.WaitOver();
        StopAll(life);
        life.EngineGone();
        Assert.Equal(LifeAction.Start, life.Replaced(1, [[0]]));
        Assert.Equal(LifeAction.Activate, life.ExecutorReady(0));
    }

    [Fact]
    public void When_the_wish_changes_meanwhile_Then_the_last_one_counts()
    {
        var life = Ready(startInactive: false);
        life.Rebalance();

        Assert.Equal(LifeAction.None, life.ChangeActivity(false));
        life.WaitOver();
        StopAll(life);
        life.EngineGone();
        life.Replaced(1, [[0]]);

        Assert.Equal(LifeAction.None, life.ExecutorReady(0));
        Assert.Equal(TopologyStatus.Inactive, life.Status);
    }

    [Fact]
    public void When_executors_become_ready_during_the_wait_Then_nothing_is_activated()
    {
        var life = new TopologyLife(3, Stages, startInactive: false);
        life.Submitted();
        life.Rebalance();

        Assert.All([0, 1, 2], executor => Assert.Equal(LifeAction.None, life.ExecutorReady(executor)));
        Assert.Equal(TopologyStatus.Rebalancing, life.Status);
    }

    [Fact]
    public void When_it_is_rebalanced_already_or_ending_Then_another_does_nothing()
    {
        var life = Ready(startInactive: false);
        life.Rebalance();

        Assert.Equal(LifeAction.None, life.Rebalance());
        life.Kill();
        Assert.Equal(LifeAction.None, life.Rebalance());
        Assert.Equal(TopologyStatus.Draining, life.Status);
    }

    [Fact]
    public void When_it_is_killed_during_the_wait_Then_it_ends_instead()
    {
        var life = Ready(startInactive: false);
        life.Rebalance();

        Assert.Equal(LifeAction.Deactivate, life.Kill());
        Assert.Equal(LifeAction.StopStage, life.WaitOver());
        StopAll(life);
        Assert.Equal(LifeAction.Finish, life.EngineGone());
        Assert.Equal(TopologyStatus.Killed, life.Status);
    }

    [Fact]
    public void When_it_is_killed_while_executors_stop_Then_they_go_on_stopping_and_it_ends()
    {
        var life = Ready(startInactive: false);
        life.Rebalance();
        life.WaitOver();

        Assert.Equal(LifeAction.None, life.Kill());
        Assert.False(life.IsWaiting);
        Assert.Equal(LifeAction.None, life.WaitOver());
        StopAll(life);
        Assert.Equal(LifeAction.Finish, life.EngineGone());
        Assert.Equal(TopologyStatus.Killed, life.Status);
    }

    [Fact]
    public void When_it_is_killed_while_the_engine_goes_Then_it_is_not_replaced()
    {
        var life = Ready(startInactive: false);
        life.Rebalance();
        life.WaitOver();
        StopAll(life);

        Assert.Equal(LifeAction.None, life.Kill());

        Assert.Equal(LifeAction.Finish, life.EngineGone());
    }

    [Fact]
    public void When_the_sources_end_during_the_wait_Then_it_completes()
    {
        var life = Ready(startInactive: false);
        life.Rebalance();

        Assert.Equal(LifeAction.StopStage, life.Drained());
        StopAll(life);
        Assert.Equal(LifeAction.Finish, life.EngineGone());
        Assert.Equal(TopologyStatus.Completed, life.Status);
    }

    [Fact]
    public void When_an_executor_gives_up_after_the_replacement_Then_it_fails()
    {
        var life = Ready(startInactive: false);
        Replace(life);

        Assert.Equal(LifeAction.StopStage, life.GaveUp(new ComponentException("cannot prepare", new FormatException())));
        Assert.Equal(LifeAction.End, life.ExecutorStopped(0));
        Assert.Equal(LifeAction.Finish, life.EngineGone());
        Assert.Equal(TopologyStatus.Failed, life.Status);
    }

    [Fact]
    public void When_it_runs_again_Then_a_late_end_of_the_wait_does_nothing()
    {
        var life = Ready(startInactive: false);
        Replace(life);
        life.ExecutorReady(0);

        Assert.Equal(LifeAction.None, life.WaitOver());
        Assert.Equal(LifeAction.Deactivate, life.Rebalance());
    }

    private static TopologyLife Ready(bool startInactive)
    {
        var life = new TopologyLife(3, Stages, startInactive);
        life.Submitted();
        for (var i = 0; i < 3; i++)
            life.ExecutorReady(i);
        return life;
    }

    private static LifeAction Replace(TopologyLife life)
    {
        life.Rebalance();
        life.WaitOver();
        StopAll(life);
        life.EngineGone();
        return life.Replaced(1, [[0]]);
    }

    private static void StopAll(TopologyLife life)
    {
        Assert.Equal(LifeAction.StopStage, life.ExecutorStopped(0));
        Assert.Equal(LifeAction.None, life.ExecutorStopped(1));
        Assert.Equal(LifeAction.End, life.ExecutorStopped(2));
    }
}
