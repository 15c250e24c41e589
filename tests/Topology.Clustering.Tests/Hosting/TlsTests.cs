using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Remote.Transport.DotNetty;
using Topology.Clustering.Hosting;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Hosting;

[Trait("tier", "cluster")]
public class TlsTests
{
    private static readonly TimeSpan LongEnoughToJoin = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task When_nodes_have_certificates_of_one_authority_Then_they_form_a_cluster()
    {
        await using var systems = new RunningSystems();
        using var authority = new TestAuthority(systems.Folder, "ours", TimeProvider.System.GetUtcNow());

        var first = systems.StartNode(systems.Config("a", Tls(authority.Issue("a"), authority.CaFile)));
        var second = systems.StartNode(systems.Config("b", Tls(authority.Issue("b", password: "pass"), authority.CaFile) + "\nsecurity.tls.password = pass", first));
        var worker = systems.StartWorker(systems.Config("b2", Tls(authority.Issue("w"), authority.CaFile)), first);

        await RunningSystems.SeesMembersAsync(second, 3);
        await RunningSystems.SeesMembersAsync(worker, 3);
        Assert.Equal("akka.ssl.tcp", ClusterSystem.AddressOf(first).Protocol);
    }

    [Fact]
    public async Task When_a_certificate_is_of_another_authority_Then_it_cannot_join()
    {
        await using var systems = new RunningSystems();
        using var ours = new TestAuthority(systems.Folder, "ours", TimeProvider.System.GetUtcNow());
        using var theirs = new TestAuthority(systems.Folder, "theirs", TimeProvider.System.GetUtcNow());
        var node = systems.StartNode(systems.Config("a", Tls(ours.Issue("a"), ours.CaFile)));
        await RunningSystems.SeesMembersAsync(node, 1);

        // It believes ours, so that it is the node that must refuse.
        var stranger = systems.StartNode(systems.Config("b", Tls(theirs.Issue("b"), ours.CaFile), node));

        await Assert.ThrowsAsync<TimeoutException>(() => AnswersAsync(stranger, node));
        Assert.Single(Akka.Cluster.Cluster.Get(node).State.Members);
        Assert.Empty(Akka.Cluster.Cluster.Get(stranger).State.Members);
    }

    [Fact]
    public async Task When_a_certificate_has_expired_Then_it_cannot_join()
    {
        await using var systems = new RunningSystems();
        using var authority = new TestAuthority(systems.Folder, "ours", TimeProvider.System.GetUtcNow());
        var node = systems.StartNode(systems.Config("a", Tls(authority.Issue("a"), authority.CaFile)));

        var late = systems.StartNode(systems.Config("b", Tls(authority.Issue("b", validDays: -1), authority.CaFile), node));

        await Assert.ThrowsAsync<TimeoutException>(() => AnswersAsync(late, node));
    }

    [Fact]
    public async Task When_a_node_has_no_tls_Then_it_cannot_join_those_that_have()
    {
        await using var systems = new RunningSystems();
        using var authority = new TestAuthority(systems.Folder, "ours", TimeProvider.System.GetUtcNow());
        var node = systems.StartNode(systems.Config("a", Tls(authority.Issue("a"), authority.CaFile)));

        var plain = systems.StartNode(systems.Config("b", "", node));

        await Assert.ThrowsAsync<TimeoutException>(() => AnswersAsync(plain, node));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_somebody_connects_without_a_certificate_or_with_a_wrong_one_Then_the_node_says_nothing(bool hasWrongOne)
    {
        await using var systems = new RunningSystems();
        using var ours = new TestAuthority(systems.Folder, "ours", TimeProvider.System.GetUtcNow());
        using var theirs = new TestAuthority(systems.Folder, "theirs", TimeProvider.System.GetUtcNow());
        var node = systems.StartNode(systems.Config("a", Tls(ours.Issue("a"), ours.CaFile)));
        var wrong = TlsIdentity.Load(new TlsOptions { CertificateFile = theirs.Issue("b"), CaFile = theirs.CaFile });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, ClusterSystem.PortOf(node), TestContext.Current.CancellationToken);
        await using var stream = new SslStream(client.GetStream());

        var received = -1;
        var error = await Record.ExceptionAsync(async () =>
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "a",
                ClientCertificates = hasWrongOne ? [wrong.Certificate] : null,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            }, TestContext.Current.CancellationToken);
            received = await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        });

        Assert.True(error is AuthenticationException or IOException || received == 0, $"{error} {received}");
    }

    [Fact]
    public async Task When_a_client_has_a_certificate_Then_it_reaches_the_node()
    {
        await using var systems = new RunningSystems();
        using var authority = new TestAuthority(systems.Folder, "ours", TimeProvider.System.GetUtcNow());
        var node = systems.StartNode(systems.Config("a", Tls(authority.Issue("a"), authority.CaFile)));
        node.ActorOf(Props.Create(() => new Gate()), "gateway");
        var client = systems.StartClient(new ClientSystemOptions { Tls = new TlsOptions { CertificateFile = authority.Issue("c"), CaFile = authority.CaFile } });

        var answer = await RunningSystems.AskAsync<Clustering.Protocol.Done>(client.ActorSelection($"{ClusterSystem.AddressOf(node)}/user/gateway"), new ListTopologies());

        Assert.NotNull(answer);
    }

    [Theory]
    [InlineData("missing.pem", "ours.ca.pem", "missing.pem")]
    [InlineData("ours.a.pem", "missing.pem", "missing.pem")]
    [InlineData("ours.ca.pem", "ours.ca.pem", "ours.ca.pem")]
    [InlineData("ours.a.pem", "a.conf", "a.conf")]
    public void When_a_file_cannot_be_used_Then_the_message_names_it(string certificate, string authorities, string named)
    {
        using var folder = new ConfigFolder();
        using var authority = new TestAuthority(folder, "ours", TimeProvider.System.GetUtcNow());
        authority.Issue("a");
        File.WriteAllText(folder.At("a.conf"), "");

        var error = Assert.Throws<TopologyException>(() => TlsIdentity.Load(new TlsOptions { CertificateFile = folder.At(certificate), CaFile = folder.At(authorities) }));

        Assert.Contains(folder.At(named), error.Message, StringComparison.Ordinal);
    }

    private static string Tls(string certificate, string ca) => $"security.tls.certificate-file = \"{certificate}\"\nsecurity.tls.ca-file = \"{ca}\"";

    private static async Task AnswersAsync(ActorSystem from, ActorSystem to)
    {
        try
        {
            await from.ActorSelection($"{ClusterSystem.AddressOf(to)}/user").Ask<ActorIdentity>(new Identify(1), LongEnoughToJoin, TestContext.Current.CancellationToken);
        }
        catch (AskTimeoutException e)
        {
            throw new TimeoutException("no answer", e);
        }
    }

    private sealed class Gate : ReceiveActor
    {
        public Gate() => Receive<ListTopologies>(_ => Sender.Tell(new Clustering.Protocol.Done()));
    }
}
