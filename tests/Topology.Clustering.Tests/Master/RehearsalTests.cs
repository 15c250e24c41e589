using Akka.Actor;
using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Hosting;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

public class RehearsalTests() : MasterKit("master-rehearsal")
{
    protected override void AfterAll()
    {
        BreakableJournal.BreakReading(Sys.Name, false);
        base.AfterAll();
    }

    [Fact]
    public void When_a_node_has_been_up_for_a_while_Then_what_a_master_has_stored_is_read_and_the_master_goes_on()
    {
        var guard = StartGuard();
        AwaitReady(guard);
        SubmitAndRun(guard);

        var loggers = Rehearse();

        Assert.Equal("Debug The master's journal was read for practice: 1 topologies are alive.", Assert.Single(loggers.Lines).TrimEnd());
        Assert.Equal(TopologyStatus.Active, Ask<TopologyReply>(guard, new GetTopology("words")).Topology.Status);
        Ask<Done>(guard, new KillTopologyByName("words", null)); // it still stores
    }

    [Fact]
    public void When_the_journal_cannot_be_read_Then_it_ends_and_says_nothing()
    {
        BreakableJournal.BreakReading(Sys.Name, true);

        Assert.Empty(Rehearse().Lines);
    }

    private RecordingLoggers Rehearse()
    {
        var loggers = new RecordingLoggers();
        var options = Options with { Log = loggers };
        Watch(Sys.ActorOf(Props.Create(() => new RehearsalActor(options, TimeSpan.FromMilliseconds(1)))));
        ExpectMsg<Terminated>();
        return loggers;
    }
}
