using System.Net.Sockets;
using Topology.Clustering.Tests.Support;
using Topology.Clustering.Tests.Transport.Support;
using Topology.Clustering.Transport;
using Topology.Runtime.Acking;

namespace Topology.Clustering.Tests.Transport;

/// <summary>How a link ends.</summary>
public class LinkEndTests
{
    private const int Attempts = 5;

    private static readonly LinkOptions Hasty = new() { PingInterval = TimeSpan.FromMilliseconds(50), SilenceLimit = TimeSpan.FromSeconds(3) };

    private readonly RecordingReceiver _here = new();
    private readonly RecordingReceiver _there = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_one_end_is_disposed_Then_both_break_once_and_sends_do_nothing(bool isSecure)
    {
        using var pair = await LinkPair.MakeAsync(_here, _there, tls: isSecure ? new TestAuthority().NewTls() : null);

        pair.Here.Dispose();
        pair.Here.Dispose();

        Assert.IsType<ObjectDisposedException>(await pair.HereBroken);
        await pair.ThereBroken.Within("the other end notices");
        Assert.IsNotType<TimeoutException>(await pair.ThereBroken);
        foreach (var link in new[] { pair.Here, pair.There })
        {
            Assert.True(link.IsBroken);
            Assert.Empty(link.SendTuples(1, 2, LinkPair.BatchOf(["a", 1])));
            link.SendCredit(1, 2, 3, 4);
            link.SendAcks(1, new AckBatch(1));
        }
    }

    [Fact]
    public async Task When_the_peer_closes_Then_the_reason_says_so()
    {
        var (link, socket, broken) = await LinkPair.MakeHalfAsync(_here, new LinkOptions());
        using var end = link;

        socket.Dispose();

        await broken.Within("the link breaks");
        Assert.Equal("the other end closed", Assert.IsType<EndOfStreamException>(await broken).Message);
    }

    [Fact]
    public async Task When_the_link_is_disposed_while_its_writer_is_stuck_Then_it_ends()
    {
        var (link, socket, broken) = await LinkPair.MakeHalfAsync(_here, new LinkOptions());
        using var silent = socket;
        for (var i = 0; i < 40; i++)
            link.SendTuples(1, 2, LinkPair.BatchOf([new byte[1_000_000], i]));

        link.Dispose();

        await broken.Within("the link breaks");
        Assert.Empty(link.SendTuples(1, 2, LinkPair.BatchOf(["a", 1])));
    }

    [Fact]
    public async Task When_the_peer_falls_silent_Then_the_link_breaks()
    {
        var (link, socket, broken) = await LinkPair.MakeHalfAsync(_here, Hasty);
        using var end = link;
        using var silent = socket;

        await broken.Within("the link breaks");

        Assert.Equal("nothing was heard of the other end for 3 s", Assert.IsType<TimeoutException>(await broken).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_nothing_is_sent_for_longer_than_the_limit_Then_pings_keep_the_link(bool isSecure)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var stall = new StallWatch();
            using var pair = await LinkPair.MakeAsync(_here, _there, Hasty, isSecure ? new TestAuthority().NewTls() : null);
            var (link, socket, broken) = await LinkPair.MakeHalfAsync(_here, Hasty);
            using var end = link;
            using var silent = socket;

            await broken.Within("the limit is over"); // for a link without pings, made later

            if (attempt < Attempts && stall.Longest > Hasty.SilenceLimit / 2)
                continue; // nobody was served meanwhile, those who send pings neither
            var reason = await Task.WhenAny(pair.HereBroken, pair.ThereBroken, Task.FromResult<Exception>(new InvalidOperationException("no break")));
            Assert.False(pair.Here.IsBroken || pair.There.IsBroken, $"longest stall {stall.Longest}: {await reason}");
            pair.Here.SendCredit(1, 2, 3, 4);
            Assert.Equal("credit 1>2: 3/4", await _there.NextAsync());
            return;
        }
    }

    [Fact]
    public async Task When_the_peer_sends_what_no_link_sends_Then_the_link_breaks()
    {
        byte[][] garbage =
        [
            [0xFF, 0xFF, 0xFF, 0x7F, 1],
            [0xFF, 0xFF, 0xFF, 0xFF, 1],
            [1, 0, 0, 0, 99, 1],
            [1, 0, 0, 0, 1, 1],
            [1, 0, 0, 0, 0, 1],
            [3, 0, 0, 0, 3, 1, 1, 0xFF],
            [0, 0, 0, 0, 7],
            [1, 0, 0, 0, 6, 2, 0, 0, 0, 0, 0],
            [3, 0, 0, 0, 0x81, 50, 1, 1],
            "GET / HTTP/1.1\r\n\r\n"u8.ToArray(),
        ];
        foreach (var bytes in garbage)
        {
            var (link, socket, broken) = await LinkPair.MakeHalfAsync(_here, new LinkOptions());
            using var end = link;
            using var peer = socket;

            peer.Send(bytes);

            await broken.Within($"the link breaks at {Convert.ToHexString(bytes)}");
            Assert.IsType<InvalidDataException>(await broken);
        }
    }

    [Fact]
    public async Task When_chunks_exceed_the_largest_message_Then_the_link_breaks()
    {
        var (link, socket, broken) = await LinkPair.MakeHalfAsync(_here, new LinkOptions());
        using var end = link;
        using var peer = socket;
        byte[] chunk = [0, 0, 0x10, 0, 6, .. new byte[1 << 20]];

        var sending = Task.Factory.StartNew(() => SendUntilBroken(peer, chunk), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        await broken.Within("the link breaks");
        Assert.StartsWith("a message of more than", Assert.IsType<InvalidDataException>(await broken).Message);
        await sending.Within("the sender notices");
    }

    [Fact]
    public async Task When_the_receiver_throws_Then_the_link_breaks_with_its_error()
    {
        var receiver = new RecordingReceiver { OnTuples = (_, _, _) => throw new InvalidOperationException("no") };
        using var pair = await LinkPair.MakeAsync(_here, receiver);

        pair.Here.SendTuples(1, 2, LinkPair.BatchOf(["a", 1]));

        await pair.ThereBroken.Within("the link breaks");
        Assert.Equal("no", (await pair.ThereBroken).Message);
        await pair.HereBroken.Within("the other end notices");
    }

    private static void SendUntilBroken(Socket socket, byte[] bytes)
    {
        try
        {
            while (true)
                socket.Send(bytes);
        }
        catch (SocketException)
        {
            // it was closed over there
        }
    }
}
