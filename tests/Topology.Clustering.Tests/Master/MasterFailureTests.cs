using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

public class MasterFailureTests() : MasterKit("master-failure")
{
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
}
