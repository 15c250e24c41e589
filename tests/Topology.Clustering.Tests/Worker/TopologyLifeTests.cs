using Topology.Clustering.Worker;

namespace Topology.Clustering.Tests.Worker;

public class TopologyLifeTests
{
    private static readonly IReadOnlyList<IReadOnlyList<int>> Stages = [[0], [1, 2]];

    [Fact]
    public void ItIsActivatedOnceAllExecutorsAreReady()
    {
        var life = new TopologyLife(3, Stages, startInactive: false);

        Assert.Equal(LifeAction.Start, life.Submitted());
        Assert.Equal(LifeAction.None, life.ExecutorReady(0));
        Assert.Equal(LifeAction.None, life.ExecutorReady(2));
        Assert.Equal(TopologyStatus.Starting, life.Status);
        Assert.Equal(LifeAction.Activate, life.ExecutorReady(1));
        Assert.Equal(TopologyStatus.Active, life.Status);
    }

    [Fact]
    public void AnExecutorThatIsReadyAgainChangesNothing()
    {
        var life = Active();

        Assert.Equal(LifeAction.None, life.ExecutorReady(1));
    }

    [Fact]
    public void ItStartsInactiveAndIsStartedByTheFirstActivation()
    {
        var life = new TopologyLife(3, Stages, startInactive: true);

        Assert.Equal(LifeAction.None, life.Submitted());
        Assert.Equal(TopologyStatus.Inactive, life.Status);
        Assert.Equal(LifeAction.Start, life.ChangeActivity(true));
        Assert.Equal(TopologyStatus.Starting, life.Status);
    }

    [Fact]
    public void AWishDuringTheStartIsHeededAtItsEnd()
    {
        var life = new TopologyLife(1, [[0]], startInactive: false);
        life.Submitted();

        Assert.Equal(LifeAction.None, life.ChangeActivity(false));
        Assert.Equal(LifeAction.None, life.ExecutorReady(0));
        Assert.Equal(TopologyStatus.Inactive, life.Status);
        Assert.Equal(LifeAction.Activate, life.ChangeActivity(true));
    }

    [Fact]
    public void StagesStopOneAfterTheOther()
    {
        var life = Active();

        Assert.Equal(LifeAction.StopStage, life.Drained());
        Assert.Equal(TopologyStatus.Draining, life.Status);
        Assert.Equal([0], life.Stopping);
        Assert.Equal(LifeAction.StopStage, life.ExecutorStopped(0));
        Assert.Equal(LifeAction.None, life.ExecutorStopped(2));
        Assert.Equal(LifeAction.End, life.ExecutorStopped(1));
        Assert.Equal(LifeAction.Finish, life.EngineGone());
        Assert.Equal(TopologyStatus.Completed, life.Status);
    }

    [Fact]
    public void AKillDeactivatesThenWaitsThenStops()
    {
        var life = Active();

        Assert.Equal(LifeAction.Deactivate, life.Kill());
        Assert.Equal(LifeAction.None, life.Kill());
        Assert.Equal(LifeAction.None, life.Drained());
        Assert.Equal(LifeAction.StopStage, life.WaitOver());
        Assert.Equal(LifeAction.None, life.WaitOver());
    }

    [Fact]
    public void GivingUpEndsAWait()
    {
        var life = Active();
        life.Kill();

        Assert.Equal(LifeAction.StopStage, life.GaveUp(new ComponentException("first", new FormatException())));
        Assert.Equal(LifeAction.None, life.GaveUp(new ComponentException("second", new FormatException())));
        Assert.Equal("first", life.Cause!.Message);
        life.ExecutorStopped(0);
        life.ExecutorStopped(1);
        Assert.Equal(LifeAction.End, life.ExecutorStopped(2));
        Assert.Equal(LifeAction.Finish, life.EngineGone());
        Assert.Equal(TopologyStatus.Failed, life.Status);
    }

    private static TopologyLife Active()
    {
        var life = new TopologyLife(3, Stages, startInactive: false);
        life.Submitted();
        for (var i = 0; i < 3; i++)
            life.ExecutorReady(i);
        return life;
    }
}
