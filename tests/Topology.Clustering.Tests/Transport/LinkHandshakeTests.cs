using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Topology.Clustering.Tests.Support;
using Topology.Clustering.Tests.Transport.Support;
using Topology.Clustering.Transport;

namespace Topology.Clustering.Tests.Transport;

/// <summary>Who is let in.</summary>
public sealed class LinkHandshakeTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Channel<LinkIdentity> _accepted = Channel.CreateUnbounded<LinkIdentity>();
    private readonly Channel<string> _refused = Channel.CreateUnbounded<string>();
    private readonly DataListener _listener;

    public LinkHandshakeTests() => _listener = Listen(null, _time);

    [Fact]
    public async Task When_the_key_was_given_to_the_peer_Then_it_is_let_in()
    {
        using var connection = await ConnectAsync(_listener, LinkPair.Identity, _listener.IssueKey(LinkPair.Identity));

        Assert.Equal(LinkPair.Identity, await AcceptedAsync());
        Assert.False(connection.IsSecure);
    }

    [Fact]
    public async Task When_the_key_is_wrong_Then_the_peer_is_refused_and_may_try_again_with_the_right_one()
    {
        var key = _listener.IssueKey(LinkPair.Identity);

        await RefusesAsync(LinkPair.Identity, RandomNumberGenerator.GetBytes(32), "unknown, used or expired");
        await RefusesAsync(LinkPair.Identity, new byte[32], "unknown, used or expired");

        (await ConnectAsync(_listener, LinkPair.Identity, key)).Dispose();
    }

    [Fact]
    public async Task When_the_key_was_used_Then_it_is_good_no_more()
    {
        var key = _listener.IssueKey(LinkPair.Identity);
        (await ConnectAsync(_listener, LinkPair.Identity, key)).Dispose();

        await RefusesAsync(LinkPair.Identity, key, "unknown, used or expired");
    }

    [Fact]
    public async Task When_the_key_is_older_than_ten_seconds_Then_it_is_good_no_more()
    {
        var key = _listener.IssueKey(LinkPair.Identity);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        var other = LinkPair.Identity with { From = 8 };
        var fresh = _listener.IssueKey(other);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        await RefusesAsync(LinkPair.Identity, key, "unknown, used or expired");

        (await ConnectAsync(_listener, other, fresh)).Dispose();
    }

    [Fact]
    public async Task When_a_worker_asked_again_Then_its_earlier_key_is_good_no_more()
    {
        var key = _listener.IssueKey(LinkPair.Identity);
        var fresh = _listener.IssueKey(LinkPair.Identity with { Generation = 4 });

        await RefusesAsync(LinkPair.Identity, key, "unknown, used or expired");

        (await ConnectAsync(_listener, LinkPair.Identity with { Generation = 4 }, fresh)).Dispose();
    }

    [Theory]
    [InlineData("topology-2", 3, 1, 77)]
    [InlineData("topology-1", 2, 1, 77)]
    [InlineData("topology-1", 3, 2, 77)]
    [InlineData("topology-1", 3, 1, 78)]
    public async Task When_the_key_was_given_to_another_one_Then_the_peer_is_refused_and_the_key_used_up(string topology, long generation, int from, long incarnation)
    {
        var key = _listener.IssueKey(LinkPair.Identity);

        await RefusesAsync(new LinkIdentity(topology, generation, from, incarnation), key, "the key was given to");

        await RefusesAsync(LinkPair.Identity, key, "unknown, used or expired");
    }

    [Fact]
    public async Task When_a_stranger_talks_nonsense_Then_it_is_disconnected()
    {
        byte[][] sayings =
        [
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(),
            [.. "TPLK"u8, 99, 1, 0],
            [.. "TPLK"u8, 1, 0xFF, 0xFF],
            [.. "TPLK"u8, 1, 3, 0, 1, 1, 1],
            [.. "TPLK"u8, 1, 3, 0, 0xFF, 0xFF, 0x7F],
        ];
        foreach (var saying in sayings)
        {
            using var socket = Dial(_listener);
            socket.Send(saying);

            Assert.True(await ClosesAsync(socket), $"still connected after {Convert.ToHexString(saying)}");
            await RefusedAsync();
        }
    }

    [Fact]
    public async Task When_a_stranger_says_nothing_or_little_Then_it_is_disconnected_in_time()
    {
        using var listener = Listen(null, TimeProvider.System, new LinkOptions { HandshakeLimit = TimeSpan.FromMilliseconds(200) });
        using var silent = Dial(listener);
        using var slow = Dial(listener);
        slow.Send("TP"u8);

        Assert.True(await ClosesAsync(silent));
        Assert.True(await ClosesAsync(slow));
    }

    [Fact]
    public async Task When_many_strangers_connect_Then_only_so_many_are_attended_to()
    {
        var strangers = new List<Socket>();
        for (var i = 0; i < 65; i++)
            strangers.Add(Dial(_listener));

        Assert.Equal("64 others are connecting", await RefusedAsync());

        strangers.ForEach(socket => socket.Dispose());
        for (var i = 0; i < 64; i++)
            await RefusedAsync();
    }

    [Fact]
    public async Task When_nobody_listens_Then_connecting_fails()
    {
        var port = _listener.EndPoint.Port;
        _listener.Dispose();

        await Assert.ThrowsAsync<SocketException>(() =>
            DataLinkConnector.ConnectAsync("127.0.0.1", port, new LinkHello(LinkPair.Identity, new byte[32]), null, new LinkOptions(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task When_the_listener_says_nothing_Then_connecting_ends_in_time_or_when_given_up()
    {
        using var dumb = new Socket(SocketType.Stream, ProtocolType.Tcp);
        dumb.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        dumb.Listen();
        var port = ((IPEndPoint)dumb.LocalEndPoint!).Port; // bound above
        var hello = new LinkHello(LinkPair.Identity, new byte[32]);
        using var givenUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAsync<TimeoutException>(() =>
            DataLinkConnector.ConnectAsync("localhost", port, hello, null, new LinkOptions { HandshakeLimit = TimeSpan.FromMilliseconds(100) }, TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DataLinkConnector.ConnectAsync("localhost", port, hello, null, new LinkOptions(), givenUp.Token));
    }

    [Fact]
    public async Task When_both_have_certificates_of_one_authority_Then_the_connection_is_secure()
    {
        var authority = new TestAuthority();
        using var listener = Listen(authority.NewTls(), _time);

        using var connection = await ConnectAsync(listener, LinkPair.Identity, listener.IssueKey(LinkPair.Identity), authority.NewTls());

        Assert.True(connection.IsSecure);
        Assert.Equal(LinkPair.Identity, await AcceptedAsync());
    }

    [Fact]
    public async Task When_the_connecting_side_has_a_certificate_of_another_authority_Then_it_is_not_let_in()
    {
        var authority = new TestAuthority();
        using var listener = Listen(authority.NewTls(), _time);

        await FailsAsync(listener, authority.NewTls(new TestAuthority()));
        await FailsAsync(listener, authority.NewTls(uses: ["1.3.6.1.5.5.7.3.1"]));
    }

    [Fact]
    public async Task When_the_listening_side_has_a_certificate_of_another_authority_Then_it_is_not_trusted()
    {
        var authority = new TestAuthority();
        using var listener = Listen(authority.NewTls(new TestAuthority()), _time);

        var key = listener.IssueKey(LinkPair.Identity);
        await Assert.ThrowsAsync<AuthenticationException>(() => ConnectAsync(listener, LinkPair.Identity, key, authority.NewTls()));

        Assert.False(_accepted.Reader.TryRead(out _));
    }

    [Fact]
    public async Task When_only_one_side_uses_tls_Then_they_do_not_connect()
    {
        var tls = new TestAuthority().NewTls();
        using var listener = Listen(tls, _time);

        await FailsAsync(listener, null);
        await FailsAsync(_listener, tls);
    }

    public void Dispose() => _listener.Dispose();

    private async Task FailsAsync(DataListener listener, LinkTls? tls)
    {
        var key = listener.IssueKey(LinkPair.Identity);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(listener, LinkPair.Identity, key, tls));

        Assert.True(error is IOException or AuthenticationException, error.ToString());
        await RefusedAsync();
        Assert.False(_accepted.Reader.TryRead(out _));
    }

    private async Task RefusesAsync(LinkIdentity identity, byte[] key, string reason)
    {
        var error = await Assert.ThrowsAsync<LinkRefusedException>(() => ConnectAsync(_listener, identity, key));

        Assert.Contains(reason, error.Message);
        Assert.Contains(reason, await RefusedAsync());
    }

    private async Task<LinkIdentity> AcceptedAsync()
    {
        var accepted = _accepted.Reader.ReadAsync().AsTask();
        await accepted.Within("the connection is accepted");
        return await accepted;
    }

    private async Task<string> RefusedAsync()
    {
        var refused = _refused.Reader.ReadAsync().AsTask();
        await refused.Within("the connection is refused");
        return await refused;
    }

    private DataListener Listen(LinkTls? tls, TimeProvider time, LinkOptions? options = null) => LinkPair.Listen(
        options ?? new LinkOptions(), tls, (identity, _) => _accepted.Writer.TryWrite(identity), reason => _refused.Writer.TryWrite(reason), time);

    private static Task<LinkConnection> ConnectAsync(DataListener listener, LinkIdentity identity, byte[] key, LinkTls? tls = null) =>
        DataLinkConnector.ConnectAsync("127.0.0.1", listener.EndPoint.Port, new LinkHello(identity, key), tls, new LinkOptions(), default);

    private static Socket Dial(DataListener listener)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.EndPoint);
        return socket;
    }

    private static async Task<bool> ClosesAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        try
        {
            return await socket.ReceiveAsync(new byte[1], limit.Token) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
