using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

public class MasterFailureTests() : MasterKit("master-failure")
{
    protected override void AfterAll()
    {
        BreakableJournal.Break(Sys.Name, false);
        base.AfterAll();
    }

    [Fact]
    public void When_the_journal_fails_Then_requests_are_refused_and_the_master_starts_again_from_what_is_stored()
    {
        var guard = StartGuard();
        AwaitReady(guard);
        SubmitAndRun(guard);

        BreakableJournal.Break(Sys.Name, true);
        var refused = Ask<RequestRefused>(guard, new KillTopologyByName("words", null));
        Assert.Equal(RefusalKind.Unavailable, refused.Kind);
        Assert.Contains("disk full", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(RefusalKind.Unavailable, Ask<RequestRefused>(guard, new GetTopology("words")).Kind);
        BreakableJournal.Break(Sys.Name, false);
        AwaitReady(guard);

        Assert.Equal(TopologyStatus.Active, Ask<TopologyReply>(guard, new GetTopology("words")).Topology.Status);
        Ask<Done>(guard, new KillTopologyByName("words", null));
    }

    [Fact]
    public void When_the_journal_fails_Then_requests_that_waited_for_it_are_refused_too()
    {
        var guard = StartGuard();
        AwaitReady(guard);
        SubmitAndRun(guard);
        var failure = new TaskCompletionSource();
        BreakableJournal.Hold(Sys.Name, failure);
        BreakableJournal.Break(Sys.Name, true);

        guard.Tell(new KillTopologyByName("words", null), TestActor);
        guard.Tell(new ListTopologies(), TestActor);
        guard.Tell(new GetCluster(), TestActor);
        failure.SetResult();

        for (var i = 0; i < 3; i++)
            Assert.Equal(RefusalKind.Unavailable, Next<RequestRefused>().Kind);
        BreakableJournal.Break(Sys.Name, false);
    }
}
