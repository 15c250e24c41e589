using Akka.Remote.Transport.DotNetty;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Client;

public sealed class TlsTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly TestAuthority authority = new("ours");
    private readonly TestAuthority stranger = new("theirs");

    [Fact]
    public async Task When_both_sides_have_certificates_of_one_authority_Then_requests_are_answered()
    {
        await using var gateway = Start(authority);
        await using var client = await TopologyClient.ConnectAsync(Options(gateway, authority, authority), Token);

        Assert.Empty(await client.ListAsync(Token));
    }

    [Fact]
    public async Task When_the_master_is_of_another_authority_Then_the_client_does_not_talk_to_it()
    {
        await using var gateway = Start(stranger);
        var options = Options(gateway, authority, authority) with { ConnectTimeout = TimeSpan.FromSeconds(2) };

        await Assert.ThrowsAsync<NoMasterException>(() => TopologyClient.ConnectAsync(options, Token));

        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task When_the_client_is_of_another_authority_Then_the_master_does_not_talk_to_it()
    {
        await using var gateway = Start(authority);
        var options = Options(gateway, stranger, authority) with { ConnectTimeout = TimeSpan.FromSeconds(2) };

        await Assert.ThrowsAsync<NoMasterException>(() => TopologyClient.ConnectAsync(options, Token));

        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task When_a_certificate_file_is_none_Then_it_is_named()
    {
        var options = new TopologyClientOptions { Tls = new TopologyClientTls { CertificateFile = typeof(TlsTests).Assembly.Location } };

        var failed = await Assert.ThrowsAsync<TopologyException>(() => TopologyClient.ConnectAsync(options, Token));

        Assert.StartsWith($"The certificate file '{options.Tls.CertificateFile}' cannot be used: ", failed.Message);
    }

    public void Dispose()
    {
        authority.Dispose();
        stranger.Dispose();
    }

    private static FakeGateway Start(TestAuthority authority)
    {
        var files = new TopologyClientTls { CertificateFile = authority.WriteCertificate("node"), CaFile = authority.CaFile };
        DotNettySslSetup tls = TlsSetup.Of(files);
        return FakeGateway.Start(_ => new TopologyListReply(Array.Empty<TopologyInfo>()), tls: tls);
    }

    private static TopologyClientOptions Options(FakeGateway gateway, TestAuthority own, TestAuthority trusted) => new()
    {
        Masters = [gateway.Address],
        ConnectTimeout = Patience.Limit, // only used up by a failing test: on a busy machine the first handshake may take long
        Tls = new TopologyClientTls { CertificateFile = own.WriteCertificate("client"), CaFile = trusted.CaFile },
    };
}
