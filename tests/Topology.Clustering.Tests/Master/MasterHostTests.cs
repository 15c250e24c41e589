using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Topology.Clustering.Hosting;
using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Master.Support;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Master;

public class MasterHostTests
{
    private const string Settings = """
        akka.loglevel = WARNING
        akka.actor.provider = cluster
        akka.cluster.roles = [master]
        akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
        """;

    [Fact]
    public async Task When_a_cluster_of_one_is_up_Then_its_gateway_reaches_the_singleton()
    {
        using var system = ActorSystem.Create("topology", ConfigurationFactory.ParseString(Settings).WithFallback(ConfigurationFactory.ParseString(SerializerSettings.For([typeof(IMasterEvent), typeof(MasterState)], 4 << 20))));
        var cluster = Cluster.Get(system);
        await cluster.JoinAsync(cluster.SelfAddress, TestContext.Current.CancellationToken);
        var options = new MasterOptions
        {
            Node = "m1",
            Scheduler = new SimpleScheduler(),
            Packages = new MemoryPackages(),
            MakeBlueprint = (_, _) => Task.FromResult(Samples.Blueprint()),
        };

        var gateway = MasterHost.Start(system, MasterHost.StartProxy(system), options);
        object reply;
        do
            reply = await gateway.Ask<object>(new ListTopologies(), Patience.Limit, TestContext.Current.CancellationToken);
        while (reply is RequestRefused { Kind: RefusalKind.Unavailable }); // the singleton is being started

        Assert.Empty(Assert.IsType<TopologyListReply>(reply).Topologies);
        Assert.Equal("/user/gateway", gateway.Path.ToStringWithoutAddress());
        await system.Terminate();
    }
}
