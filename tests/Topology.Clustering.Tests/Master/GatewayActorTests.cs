using Akka.Actor;
using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

public class GatewayActorTests() : MasterKit("gateway")
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("secreT")]
    [InlineData("secret2")]
    public void When_the_token_is_wrong_Then_the_request_is_refused_and_goes_nowhere(string? token)
    {
        var master = CreateTestProbe();
        var gateway = Start(master, "secret");

        var refused = Ask<RequestRefused>(gateway, new ListTopologies { Token = token });

        Assert.Equal(RefusalKind.Forbidden, refused.Kind);
        Nothing(master);
    }

    [Fact]
    public void When_the_token_is_right_Then_the_master_gets_the_request_without_it_and_answers_the_asker()
    {
        var master = CreateTestProbe();
        var gateway = Start(master, "secret");

        gateway.Tell(new ListTopologies { Token = "secret" }, TestActor);
        Next<LocateMaster>(master);
        master.Reply(new MasterLocated());
        Assert.Null(Next<ListTopologies>(master).Token);
        master.Reply(new TopologyListReply([]));

        Next<TopologyListReply>();
    }

    [Fact]
    public void When_there_is_no_master_Then_the_request_is_refused_after_five_seconds()
    {
        var master = CreateTestProbe();
        var gateway = Start(master, null);

        gateway.Tell(new ListTopologies(), TestActor);
        Next<LocateMaster>(master);
        Time.Advance(GatewayActor.Patience);
        var refused = Next<RequestRefused>();

        Assert.Equal(RefusalKind.Unavailable, refused.Kind);
        Assert.Contains("no master", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_master_comes_in_time_Then_the_request_is_passed_on()
    {
        var master = CreateTestProbe();
        var gateway = Start(master, null);

        gateway.Tell(new ListTopologies(), TestActor);
        Next<LocateMaster>(master);
        master.Reply(new RequestRefused(RefusalKind.Unavailable, "it starts"));
        Time.Advance(TimeSpan.FromSeconds(2));
        Next<LocateMaster>(master);
        master.Reply(new MasterLocated());

        Next<ListTopologies>(master);
    }

    [Fact]
    public void When_a_request_is_malformed_Then_it_is_refused_at_the_door()
    {
        var gateway = Start(CreateTestProbe(), null);

        Assert.Equal(RefusalKind.Invalid, Ask<RequestRefused>(gateway, new GetTopology("")).Kind);
    }

    private IActorRef Start(IActorRef master, string? token)
    {
        var options = Options with { Token = token };
        return Sys.ActorOf(Props.Create(() => new GatewayActor(options, master)));
    }
}
