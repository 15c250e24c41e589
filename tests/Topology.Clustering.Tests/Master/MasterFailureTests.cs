using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Master.Support;
using Topology.Clustering.Tests.Support;

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

    [Fact]
    public async Task When_the_journal_is_slow_Then_nobody_is_given_up_for_what_could_not_be_heard_meanwhile()
    {
        var guard = StartGuard();
        AwaitReady(guard);
        var id = SubmitAndRun(guard);
        var before = Ask<TopologyReply>(guard, new GetTopology(id)).Topology;
        var until = new TaskCompletionSource();
        var begun = BreakableJournal.Slow(Sys.Name, until);

        guard.Tell(new DeactivateTopology(id), TestActor);
        await begun.WaitAsync(Patience.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        Time.Advance(2 * ClusterView.NodeSilence); // all that is reported waits behind the write
        until.SetResult();

        var after = Ask<TopologyReply>(guard, new GetTopology(id)).Topology; // behind whatever follows from the write
        Assert.Equal(before.Generation, after.Generation);
        Assert.Equal(before.Workers, after.Workers);
    }
}
