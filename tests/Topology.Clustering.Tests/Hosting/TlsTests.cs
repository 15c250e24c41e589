using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Actor;
using Akka.Remote;
using Topology.Clustering.Hosting;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Support;

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

        var passwordFile = systems.Folder.At("password");
        await File.WriteAllTextAsync(passwordFile, "pass\n", TestContext.Current.CancellationToken);
        var first = systems.StartNode(systems.Config("a", Tls(authority.Issue("a"), authority.CaFile)));
        var second = systems.StartNode(systems.Config("b", Tls(authority.Issue("b", password: "pass"), authority.CaFile) + $"\nsecurity.tls.password-file = \"{passwordFile}\"", first));
        var worker = systems.StartWorker(systems.Config("b2", Tls(authority.Issue("w"), authority.CaFile)), first);

        await RunningSystems.SeesMembersAsync(second, 3);
        await RunningSystems.SeesMembersAsync(worker, 3);
        Assert.True(await AnswersAsync(worker, second));
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

        Assert.False(await AnswersAsync(stranger, node));
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

        Assert.False(await AnswersAsync(late, node));
    }

    [Fact]
    public async Task When_a_node_has_no_tls_Then_it_cannot_join_those_that_have()
    {
        await using var systems = new RunningSystems();
        using var authority = new TestAuthority(systems.Folder, "ours", TimeProvider.System.GetUtcNow());
        var node = systems.StartNode(systems.Config("a", Tls(authority.Issue("a"), authority.CaFile)));

        var plain = systems.StartNode(systems.Config("b", "", node));

        Assert.False(await AnswersAsync(plain, node));
        Assert.Empty(Akka.Cluster.Cluster.Get(plain).State.Members);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("theirs", false)]
    [InlineData("ours", true)]
    public async Task When_somebody_connects_with_that_certificate_Then_the_node_keeps_or_cuts_the_connection(string? authority, bool isKept)
    {
        await using var systems = new RunningSystems();
        using var ours = new TestAuthority(systems.Folder, "ours", TimeProvider.System.GetUtcNow());
        using var theirs = new TestAuthority(systems.Folder, "theirs", TimeProvider.System.GetUtcNow());
        var node = systems.StartNode(systems.Config("a", Tls(ours.Issue("a"), ours.CaFile)));
        var shown = authority is null ? null : TlsIdentity.Load(new TlsOptions { CertificateFile = (authority == "ours" ? ours : theirs).Issue("b"), CaFile = ours.CaFile }).Certificate;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, ClusterSystem.PortOf(node), TestContext.Current.CancellationToken);
        await using var stream = new SslStream(client.GetStream());

        var error = await Record.ExceptionAsync(async () =>
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "a",
                LocalCertificateSelectionCallback = (_, _, _, _, _) => shown!, // shown even if the node asks for another authority's; null: none
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            }, TestContext.Current.CancellationToken);
            var read = await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask()
                .WaitAsync(isKept ? TimeSpan.FromSeconds(1) : Patience.Limit, TestContext.Current.CancellationToken);
            if (read == 0)
                throw new IOException("closed");
        });

        if (isKept)
            Assert.IsType<TimeoutException>(error);
        else
            Assert.True(error is AuthenticationException or IOException, $"{error}");
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

    /// <summary>Whether one reaches the other. An identity without a subject comes from the asker's own dead letters.</summary>
    private static async Task<bool> AnswersAsync(ActorSystem from, ActorSystem to)
    {
        try
        {
            var answer = await from.ActorSelection($"{ClusterSystem.AddressOf(to)}/user").Ask<ActorIdentity>(new Identify(1), LongEnoughToJoin, TestContext.Current.CancellationToken);
            return answer.Subject is not null;
        }
        catch (Exception e) when (e is AskTimeoutException or RemoteTransportException)
        {
            return false;
        }
    }

    private sealed class Gate : ReceiveActor
    {
        public Gate() => Receive<ListTopologies>(_ => Sender.Tell(new Clustering.Protocol.Done()));
    }
}
