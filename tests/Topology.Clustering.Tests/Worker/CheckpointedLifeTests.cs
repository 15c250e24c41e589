using Topology.Clustering.Worker;

namespace Topology.Clustering.Tests.Worker;

/// <summary>Checkpoints within a topology's life: the one before a stop, and going back to the last one. Three executors in two stages.</summary>
public class CheckpointedLifeTests
{
    private static readonly IReadOnlyList<IReadOnlyList<int>> Stages = [[0], [1, 2]];
    private static readonly ComponentException Cause = new("damaged", new FormatException());

    [Fact]
    public void When_all_sources_have_ended_Then_it_completes_with_a_last_checkpoint()
    {
        var life = Active();

        Assert.Equal(LifeAction.Save, life.Drained());
        Assert.True(life.IsFinishing);
        Assert.Equal(TopologyStatus.Active, life.Status);
        Assert.Equal(LifeAction.None, life.Drained());
        Assert.Equal(LifeAction.StopStage, life.Saved());
        Assert.Equal(LifeAction.None, life.Saved());
        StopStages(life);
        Assert.Equal(LifeAction.Finish, life.EngineGone());
        Assert.Equal(TopologyStatus.Completed, life.Status);
    }

    [Fact]
    public void When_it_is_killed_Then_a_checkpoint_is_taken_after_the_wait()
    {
        var life = Active();
        life.Kill();

        Assert.Equal(LifeAction.Save, life.WaitOver());
        Assert.False(life.IsWaiting);
        Assert.False(life.IsFinishing);
        Assert.Equal(LifeAction.None, life.WaitOver());
        Assert.Equal(LifeAction.StopStage, life.Saved());
        StopStages(life);
        Assert.Equal(LifeAction.Finish, life.EngineGone());
        Assert.Equal(TopologyStatus.Killed, life.Status);
    }

    [Fact]
    public void When_it_is_killed_at_once_Then_none_is_taken()
    {
        var life = Active();
        life.Kill();

        Assert.Equal(LifeAction.StopStage, life.WaitOver(atOnce: true));
        Assert.Equal(LifeAction.None, life.Saved());
    }

    [Fact]
    public void When_it_was_never_started_Then_none_is_taken()
    {
        var life = new TopologyLife(3, Stages, startInactive: true) { TakesCheckpoints = true };
        life.Submitted();
        life.Kill();

        Assert.Equal(LifeAction.StopStage, life.WaitOver());
    }

    [Fact]
    public void When_it_is_killed_while_it_finishes_Then_the_checkpoint_under_way_stops_nothing_before_the_wait_is_over()
    {
        var life = Active();
        life.Drained();

        Assert.Equal(LifeAction.Deactivate, life.Kill());

        Assert.Equal(LifeAction.None, life.Saved());
        Assert.Equal(LifeAction.Save, life.WaitOver());
        Assert.Equal(LifeAction.StopStage, life.Saved());
    }

    [Fact]
    public void When_it_is_killed_while_it_finishes_Then_the_last_checkpoint_is_not_insisted_on()
    {
        var life = Active();
        life.Drained();
        life.Kill();

        Assert.Equal(LifeAction.Save, life.WaitOver());

        Assert.False(life.IsFinishing);
    }

    [Fact]
    public void When_it_is_killed_at_once_while_it_saves_Then_the_checkpoint_is_not_waited_for()
    {
        var life = Active();
        life.Kill();
        life.WaitOver();
        life.Kill();

        Assert.Equal(LifeAction.StopStage, life.WaitOver(atOnce: true));
        Assert.Equal(LifeAction.None, life.Saved());
    }

    [Fact]
    public void When_the_sources_end_before_it_is_replaced_Then_it_completes_with_a_last_checkpoint()
    {
        var life = Active();
        life.Rebalance();

        Assert.Equal(LifeAction.Save, life.Drained());
        Assert.True(life.IsFinishing);
        Assert.Equal(LifeAction.None, life.WaitOver());
        Assert.Equal(LifeAction.StopStage, life.Saved());
        StopStages(life);
        Assert.Equal(LifeAction.Finish, life.EngineGone());
        Assert.Equal(TopologyStatus.Completed, life.Status);
    }

    [Fact]
    public void When_the_sources_end_while_it_saves_to_be_replaced_Then_it_is_replaced()
    {
        var life = Active();
        life.Rebalance();
        life.WaitOver();

        Assert.Equal(LifeAction.None, life.Drained());
        Assert.Equal(LifeAction.StopStage, life.Saved());
        StopStages(life);
        Assert.Equal(LifeAction.Replace, life.EngineGone());
    }

    [Fact]
    public void When_it_is_rebalanced_Then_a_checkpoint_is_taken_before_it_is_replaced()
    {
        var life = Active();
        life.Rebalance();

        Assert.Equal(LifeAction.Save, life.WaitOver());
        Assert.Equal(LifeAction.StopStage, life.Saved());
        StopStages(life);

        Assert.Equal(LifeAction.Replace, life.EngineGone());
    }

    [Fact]
    public void When_an_executor_fails_Then_all_are_stopped_at_once_and_another_engine_starts()
    {
        var life = Active();

        Assert.Equal(LifeAction.StopAll, life.GoBack());
        Assert.Equal(TopologyStatus.Recovering, life.Status);
        Assert.Equal([0, 1, 2], life.Stopping.Order());
        Assert.Equal(LifeAction.None, life.GoBack());
        Assert.Equal(LifeAction.None, life.Drained());
        Assert.Equal(LifeAction.None, life.ExecutorReady(0));
        life.ExecutorStopped(2);
        life.ExecutorStopped(0);
        Assert.Equal(LifeAction.End, life.ExecutorStopped(1));
        Assert.Equal(LifeAction.Replace, life.EngineGone());
        Assert.Equal(LifeAction.Start, life.Replaced(3, Stages));
        Assert.True(life.IsPreparing);
        Ready(life, LifeAction.Activate);
        Assert.Equal(TopologyStatus.Active, life.Status);
    }

    [Fact]
    public void When_an_executor_fails_while_another_is_prepared_Then_it_goes_back_too()
    {
        var life = new TopologyLife(3, Stages, startInactive: false) { TakesCheckpoints = true };
        life.Submitted();
        life.ExecutorReady(0);

        Assert.Equal(LifeAction.StopAll, life.GoBack());
    }

    [Fact]
    public void When_it_goes_back_while_it_finishes_Then_it_finishes_again_afterwards()
    {
        var life = Active();
        life.Drained();

        Assert.Equal(LifeAction.StopAll, life.GoBack());
        Assert.Equal(LifeAction.None, life.Saved());
        GoOn(life);
        Ready(life, LifeAction.Activate);

        Assert.Equal(LifeAction.Save, life.Drained());
        Assert.Equal(LifeAction.StopStage, life.Saved());
    }

    [Fact]
    public void When_it_goes_back_while_inactive_Then_it_is_inactive_again()
    {
        var life = Active();
        life.ChangeActivity(false);
        life.GoBack();
        GoOn(life);

        Ready(life, LifeAction.None);

        Assert.Equal(TopologyStatus.Inactive, life.Status);
    }

    [Fact]
    public void When_it_is_killed_while_it_goes_back_Then_it_ends_once_all_have_stopped()
    {
        var life = Active();
        life.GoBack();

        Assert.Equal(LifeAction.None, life.Kill());
        StopAll(life);

        Assert.Equal(LifeAction.Finish, life.EngineGone());
        Assert.Equal(TopologyStatus.Killed, life.Status);
    }

    [Fact]
    public void When_an_executor_fails_while_it_is_killed_Then_the_wait_is_over()
    {
        var life = Active();
        life.Kill();

        Assert.Equal(LifeAction.StopStage, life.GoBack());
        StopStages(life);

        Assert.Equal(LifeAction.Finish, life.EngineGone());
        Assert.Equal(TopologyStatus.Killed, life.Status);
    }

    [Fact]
    public void When_an_executor_fails_while_it_saves_before_a_rebalance_Then_it_goes_back_instead()
    {
        var life = Active();
        life.Rebalance();
        life.WaitOver();

        Assert.Equal(LifeAction.StopAll, life.GoBack());
        Assert.Equal(LifeAction.None, life.Saved());
        GoOn(life);

        Ready(life, LifeAction.Activate);
    }

    [Fact]
    public void When_there_is_nothing_to_go_back_to_Then_it_fails()
    {
        var life = Active();
        life.GoBack();
        StopAll(life);
        life.EngineGone();

        Assert.Equal(LifeAction.Finish, life.CannotReplace(Cause));

        Assert.Equal((TopologyStatus.Failed, Cause), (life.Status, life.Cause));
    }

    [Fact]
    public void When_it_was_killed_and_there_is_nothing_to_go_back_to_Then_it_is_killed()
    {
        var life = Active();
        life.GoBack();
        life.Kill();
        StopAll(life);

        Assert.Equal(LifeAction.Finish, life.CannotReplace(Cause));

        Assert.Equal((TopologyStatus.Killed, null), (life.Status, life.Cause));
    }

    [Fact]
    public void When_it_failed_too_often_Then_no_checkpoint_is_taken()
    {
        var life = Active();

        Assert.Equal(LifeAction.StopStage, life.GaveUp(Cause));
        Assert.Equal(LifeAction.None, life.GoBack());
        Assert.Equal(LifeAction.None, life.Drained());
        StopStages(life);
        Assert.Equal(LifeAction.Finish, life.EngineGone());
    }

    private static TopologyLife Active()
    {
        var life = new TopologyLife(3, Stages, startInactive: false) { TakesCheckpoints = true };
        life.Submitted();
        Ready(life, LifeAction.Activate);
        return life;
    }

    private static void Ready(TopologyLife life, LifeAction expected)
    {
        life.ExecutorReady(0);
        life.ExecutorReady(1);
        Assert.Equal(expected, life.ExecutorReady(2));
    }

    private static void StopStages(TopologyLife life)
    {
        Assert.Equal(LifeAction.StopStage, life.ExecutorStopped(0));
        StopLast(life);
    }

    private static void StopAll(TopologyLife life)
    {
        Assert.Equal(LifeAction.None, life.ExecutorStopped(0));
        StopLast(life);
    }

    private static void StopLast(TopologyLife life)
    {
        Assert.Equal(LifeAction.None, life.ExecutorStopped(1));
        Assert.Equal(LifeAction.End, life.ExecutorStopped(2));
    }

    private static void GoOn(TopologyLife life)
    {
        StopAll(life);
        Assert.Equal(LifeAction.Replace, life.EngineGone());
        Assert.Equal(LifeAction.Start, life.Replaced(3, Stages));
    }
}
