using System.Net;
using System.Net.Sockets;
using Topology.Clustering.Tests.Support;
using Topology.Clustering.Transport;

namespace Topology.Clustering.Tests.Transport;

/// <summary>Senders in the writer's place.</summary>
public class OutgoingQueueTests
{
    private readonly OutgoingQueue _queue = new(maxFrame: 1000);

    [Fact]
    public void When_the_writer_does_not_wait_Then_no_sender_is_to_write() => Assert.False(_queue.Append(1, [1], mayWrite: true));

    [Fact]
    public async Task When_the_writer_waits_Then_one_sender_writes_and_the_others_leave_theirs_to_it()
    {
        var writer = StartWriter();
        Assert.True(AppendOnceWaiting(1));

        Assert.False(_queue.Append(2, [2], mayWrite: true));
        List<ArraySegment<byte>> taken = [];
        _queue.TakeAsSender(taken);
        Assert.False(_queue.Append(3, [3], mayWrite: true));
        _queue.EndAsSender([]);

        Assert.Equal([1, 2], KindsOf(taken));
        await writer.Within("the writer is woken for what came meanwhile");
        Assert.Equal([3], KindsOf(await writer));
    }

    [Fact]
    public async Task When_a_sender_could_not_write_all_Then_the_writer_goes_on_where_it_stopped()
    {
        var writer = StartWriter();
        Assert.True(AppendOnceWaiting(1));
        List<ArraySegment<byte>> taken = [];
        _queue.TakeAsSender(taken);
        _queue.Append(2, [2], mayWrite: true);

        _queue.EndAsSender([taken[0][2..]]);

        await writer.Within("the writer is woken for the rest");
        var written = await writer;
        Assert.Equal(taken[0][2..], written[0]);
        Assert.Equal([2], KindsOf([.. written.Skip(1)]));
    }

    [Fact]
    public async Task When_the_writers_time_is_up_while_a_sender_writes_all_there_is_Then_the_writer_goes_on_to_its_ping()
    {
        var writer = StartWriter(TimeSpan.FromMilliseconds(200));
        Assert.True(AppendOnceWaiting(1));
        _queue.TakeAsSender([]);
        SpinWait.SpinUntil(() => _queue.IsWriterHeld, TimeSpan.FromSeconds(30));

        _queue.EndAsSender(rest: null);

        await writer.Within("the writer is woken, although nothing is left to write");
        Assert.Empty(await writer);
    }

    [Fact]
    public async Task When_the_queue_closes_while_a_sender_writes_Then_the_writer_ends()
    {
        var writer = StartWriter();
        Assert.True(AppendOnceWaiting(1));

        _queue.Close();
        _queue.EndAsSender([new byte[1]]);

        await writer.Within("the writer ends");
        Assert.Empty(await writer);
    }

    [Fact]
    public async Task When_the_other_end_does_not_read_Then_trying_to_write_leaves_a_rest_and_writing_waits()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Task.Run(() => other.Connect(listener.LocalEndPoint!), TestContext.Current.CancellationToken); // bound above
        using var connection = new LinkConnection(listener.Accept(), null);
        var sent = new byte[32 << 20]; // more than the system takes
        new Random(1).NextBytes(sent);

        var rest = connection.TryWrite([sent]);
        Assert.NotNull(rest);
        Assert.InRange(rest.Sum(piece => piece.Count), 1, sent.Length - 1);
        var writing = Task.Run(() => connection.Write(rest), TestContext.Current.CancellationToken);

        var received = new byte[sent.Length];
        await Task.Run(() => ReadAll(other, received), TestContext.Current.CancellationToken).Within("everything arrives");
        await writing.Within("the writer is done");
        Assert.True(sent.AsSpan().SequenceEqual(received), "the bytes are those sent");
    }

    private static void ReadAll(Socket socket, Span<byte> target)
    {
        while (!target.IsEmpty)
            target = target[socket.Receive(target)..];
    }

    private Task<List<ArraySegment<byte>>> StartWriter(TimeSpan? limit = null) => Task.Factory.StartNew(
        () =>
        {
            List<ArraySegment<byte>> taken = [];
            _queue.Take(taken, limit ?? Timeout.InfiniteTimeSpan);
            return taken;
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>An append may take the writer's place only once it waits.</summary>
    private bool AppendOnceWaiting(byte kind)
    {
        for (var limit = DateTime.UtcNow.AddSeconds(30); DateTime.UtcNow < limit; Thread.Yield())
        {
            if (_queue.IsWriterWaiting)
                return _queue.Append(kind, [kind], mayWrite: true);
        }
        return false;
    }

    private static List<byte> KindsOf(List<ArraySegment<byte>> pieces)
    {
        var bytes = pieces.SelectMany(piece => piece).ToArray();
        List<byte> kinds = [];
        for (var at = 0; at < bytes.Length; at += OutgoingQueue.HeaderBytes + BitConverter.ToInt32(bytes, at))
            kinds.Add(bytes[at + 4]);
        return kinds;
    }
}
