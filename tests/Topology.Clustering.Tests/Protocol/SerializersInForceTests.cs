using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Serialization;
using Topology.Clustering.Hosting;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Hosting;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Protocol;

[Trait("tier", "cluster")]
public class SerializersInForceTests
{
    /// <summary>Akka's own, each for its own fixed control messages, primitives or bytes.</summary>
    private static readonly int[] Allowed = [0, 4, 5, 6, 7, 8, 14, 16, 17, 22, ProtocolSerializer.Id];

    [Fact]
    public async Task When_systems_talk_Then_messages_of_the_protocol_pass_and_any_other_object_does_not()
    {
        await using var systems = new RunningSystems();
        var node = systems.StartNode(systems.Config("a"));
        node.ActorOf(Props.Create(() => new Echo()), "echo");
        var client = systems.StartClient(new ClientSystemOptions());
        var echo = await client.ActorSelection($"{ClusterSystem.AddressOf(node)}/user/echo").ResolveOne(Patience.Limit, TestContext.Current.CancellationToken);
        var piece = new UploadPiece(new string('f', 64), 5, new byte[256 << 10]) { Token = "t" };

        echo.Tell(new Stranger("nobody may read this"));
        echo.Tell(new { A = 1 });
        var answer = await RunningSystems.AskAsync<UploadPiece>(echo, piece);

        Assert.True(SampleFactory.SameContents(piece, answer));
        Assert.Equal("a text", await RunningSystems.AskAsync<string>(echo, "a text"));
        Assert.Contains(systems.Log.Lines, line => line.Contains("Stranger is not a message of the protocol and is not sent", StringComparison.Ordinal));
        Assert.DoesNotContain(systems.Log.Lines, line => line.Contains("heard", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_a_stranger_sends_any_object_in_akkas_own_json_Then_it_is_not_read_and_the_connection_stays()
    {
        await using var systems = new RunningSystems();
        var node = systems.StartNode(systems.Config("a"));
        node.ActorOf(Props.Create(() => new Echo()), "echo");
        using var stranger = ActorSystem.Create("stranger", ConfigurationFactory.ParseString(
            "akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = remote, remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 } }"));
        var echo = stranger.ActorSelection($"{ClusterSystem.AddressOf(node)}/user/echo");

        echo.Tell(new Stranger("read me"));
        var answer = await RunningSystems.AskAsync<string>(echo, "still there");

        Assert.Equal("still there", answer);
        Assert.DoesNotContain(systems.Log.Lines, line => line.Contains("read me", StringComparison.Ordinal));
        Assert.Contains(systems.Log.Lines, line => line.Contains("(serializer 1) is not a message of the protocol and is not read", StringComparison.Ordinal));
        await stranger.Terminate();
    }

    [Fact]
    public async Task When_another_node_asks_to_make_an_actor_here_Then_it_is_refused()
    {
        await using var systems = new RunningSystems();
        var serialization = systems.StartNode(systems.Config("a")).Serialization;

        Assert.All(
            SerializerSettings.Refused,
            refused => Assert.Throws<SerializationException>(() => serialization.Deserialize([1, 2, 3], refused.Identifier, "System.Diagnostics.Process")));
    }

    [Fact]
    public async Task When_a_node_runs_Then_no_serializer_is_there_that_was_not_looked_at()
    {
        await using var systems = new RunningSystems();
        var serialization = systems.StartNode(systems.Config("a")).Serialization;

        var there = Enumerable.Range(-100, 20_000).Where(id => Knows(serialization, id));

        Assert.Equal([.. Allowed.Concat(SerializerSettings.Refused.Select(refused => refused.Identifier)).Order()], there);
    }

    private static bool Knows(Serialization serialization, int identifier)
    {
        try
        {
            serialization.Deserialize([], identifier, "");
            return true;
        }
        catch (Exception e)
        {
            return !e.Message.Contains("Cannot find serializer", StringComparison.Ordinal);
        }
    }

    private sealed record Stranger(string Text);

    private sealed class Echo : ReceiveActor
    {
        public Echo()
        {
            Receive<Stranger>(_ => Context.System.Log.Error("heard a stranger: read me"));
            ReceiveAny(message => Sender.Tell(message));
        }
    }
}
