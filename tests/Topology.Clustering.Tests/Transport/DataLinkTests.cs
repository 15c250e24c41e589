using System.Collections.Concurrent;
using Topology.Clustering.Tests.Support;
using Topology.Clustering.Tests.Transport.Support;
using Topology.Clustering.Transport;
using Topology.Runtime.Acking;
using Topology.Runtime.Messaging;

namespace Topology.Clustering.Tests.Transport;

/// <summary>What two workers send one another arrives.</summary>
public class DataLinkTests
{
    public enum Kind { Plain, Tls, Compressed }

    private readonly RecordingReceiver _here = new();
    private readonly RecordingReceiver _there = new();

    [Theory]
    [InlineData(Kind.Plain)]
    [InlineData(Kind.Tls)]
    public async Task When_few_tuples_are_sent_Then_they_go_with_the_flush_or_the_next_message(Kind kind)
    {
        using var pair = await MakeAsync(kind, _here, _there, new LinkOptions { PingInterval = TimeSpan.FromMinutes(1), SilenceLimit = TimeSpan.FromMinutes(3) });
        pair.Here.SendTuples(1, 2, LinkPair.BatchOf(["a", 1]));
        pair.Here.SendCredit(1, 2, 1, 1);
        Assert.Equal("tuples 1>2: a+1; rejected 0", await _there.NextAsync());
        Assert.Equal("credit 1>2: 1/1", await _there.NextAsync());

        pair.Here.SendTuples(1, 2, LinkPair.BatchOf(["b", 2]));
        pair.Here.SendTuples(1, 2, LinkPair.BatchOf(["c", 3]));
        pair.Here.Flush();

        Assert.Equal("tuples 1>2: b+2; rejected 0", await _there.NextAsync());
        Assert.Equal("tuples 1>2: c+3; rejected 0", await _there.NextAsync());
        Assert.InRange(_there.Pauses, 1, int.MaxValue);
    }

    [Theory]
    [InlineData(Kind.Plain)]
    [InlineData(Kind.Tls)]
    [InlineData(Kind.Compressed)]
    public async Task When_anything_is_sent_Then_it_arrives_both_ways(Kind kind)
    {
        using var pair = await MakeAsync(kind, _here, _there);
        var acks = new AckBatch(2);
        acks.Add(5, -6);
        acks.Add(7, 8);
        acks.Fail(9, FailReason.TimedOut);

        foreach (var (link, receiver) in new[] { (pair.Here, _there), (pair.There, _here) })
        {
            Assert.Empty(link.SendTuples(1, 2, LinkPair.BatchOf(["a", 1], ["b", 2])));
            link.SendCredit(1, 2, 300, 4);
            link.SendAcks(5, acks);
            link.SendAnswers(6, acks);
            link.SendResetTimeout(7, 1L << 60);

            Assert.Equal("tuples 1>2: a+1 b+2; rejected 0", await receiver.NextAsync());
            Assert.Equal("credit 1>2: 300/4", await receiver.NextAsync());
            Assert.Equal("acks 5: (5, -6) (7, 8) (9, TimedOut)", await receiver.NextAsync());
            Assert.Equal("answers 6: (5, -6) (7, 8) (9, TimedOut)", await receiver.NextAsync());
            Assert.Equal($"reset 7: {1L << 60}", await receiver.NextAsync());
        }
    }

    [Theory]
    [InlineData(Kind.Plain)]
    [InlineData(Kind.Tls)]
    [InlineData(Kind.Compressed)]
    public async Task When_a_million_tuples_are_sent_by_several_threads_Then_each_arrives_once_and_in_its_senders_order(Kind kind)
    {
        const int Senders = 3, Batches = 1303; // times 256: a million
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var next = new long[Senders];
        var receiver = new RecordingReceiver
        {
            OnTuples = (sender, _, batch) =>
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    if (batch[i].GetInt64(1) != next[sender]++ || batch[i].GetString(0) != $"s{sender}")
                        done.TrySetException(new InvalidOperationException($"sender {sender}: {batch[i]} instead of {next[sender] - 1}"));
                }
                if (next.All(count => count == Batches * 256))
                    done.TrySetResult();
            },
        };
        using var pair = await MakeAsync(kind, _here, receiver);

        for (var sender = 0; sender < Senders; sender++)
        {
            var id = sender;
            new Thread(() => SendNumbers(pair.Here, id, Batches)) { IsBackground = true }.Start();
        }

        await done.Task.Within("all tuples arrive");
    }

    [Fact]
    public async Task When_a_tuple_is_larger_than_a_frame_Then_it_arrives_between_the_others()
    {
        using var pair = await LinkPair.MakeAsync(_here, _there);
        var large = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"{i:X6}.")); // 2.8 million characters

        Assert.Empty(pair.Here.SendTuples(1, 2, LinkPair.BatchOf(["a", 1], [large, 2], ["c", 3])));

        pair.Here.Flush();
        pair.Here.SendCredit(1, 2, 3, 4);

        Assert.Equal($"tuples 1>2: a+1 {large}+2 c+3; rejected 0", await _there.NextAsync());
        Assert.Equal("credit 1>2: 3/4", await _there.NextAsync());
    }

    [Fact]
    public async Task When_a_tuple_has_the_greatest_size_Then_it_arrives_and_one_byte_more_is_too_large()
    {
        var most = new CodecLimits().MaxTupleBytes - 1 - 4 - 2; // its tag and length, and a number
        using var pair = await LinkPair.MakeAsync(_here, _there);

        Assert.Empty(pair.Here.SendTuples(1, 2, LinkPair.BatchOf([new byte[most], 1])));

        pair.Here.Flush();
        Assert.Equal("tuples 1>2: System.Byte[]+1; rejected 0", await _there.NextAsync());

        var unsent = Assert.Single(pair.Here.SendTuples(1, 2, LinkPair.BatchOf([new byte[most + 1], 1], ["b", 2])));

        pair.Here.Flush();
        Assert.Equal("tuples 1>2: b+2; rejected 0", await _there.NextAsync());
        Assert.Equal((0, "A tuple of component \"source\", stream \"default\" is too large for another worker: at least 16,777,217 bytes, and the limit is 16,777,216."),
            (unsent.Index, unsent.Error.Message));
    }

    [Fact]
    public async Task When_large_compressible_tuples_are_sent_compressed_Then_they_arrive()
    {
        using var pair = await LinkPair.MakeAsync(_here, _there, new LinkOptions { Compress = true });
        var random = new byte[3_000_000];
        new Random(1).NextBytes(random);

        pair.Here.SendTuples(1, 2, LinkPair.BatchOf([new string('a', 5_000_000), 1], [random, 2], [new string('b', 100), 3]));

        pair.Here.Flush();

        Assert.Equal($"tuples 1>2: {new string('a', 5_000_000)}+1 System.Byte[]+2 {new string('b', 100)}+3; rejected 0", await _there.NextAsync());
    }

    [Fact]
    public async Task When_one_reader_is_slow_Then_senders_and_their_other_links_go_on()
    {
        using var gate = new ManualResetEventSlim();
        var stuck = new RecordingReceiver { OnTuples = (_, _, _) => gate.Wait() };
        using var slow = await LinkPair.MakeAsync(_here, stuck);
        using var quick = await LinkPair.MakeAsync(_here, _there);
        try
        {
            for (var i = 0; i < 200; i++) // far more than sockets hold
                slow.Here.SendTuples(1, 2, LinkPair.BatchOf([new byte[500_000], i]));
            quick.Here.SendTuples(1, 2, LinkPair.BatchOf(["a", 1]));
            quick.Here.Flush();

            Assert.Equal("tuples 1>2: a+1; rejected 0", await _there.NextAsync());
            slow.There.SendCredit(1, 2, 3, 4);
            Assert.Equal("credit 1>2: 3/4", await _here.NextAsync());
        }
        finally
        {
            gate.Set();
        }
    }

    private static void SendNumbers(DataLink link, int sender, int batches)
    {
        for (var n = 0; n < batches; n++)
            link.SendTuples(sender, 9, LinkPair.BatchOf([.. Enumerable.Range(n * 256, 256).Select(i => (Value[])[$"s{sender}", (long)i])]));
    }

    private static Task<LinkPair> MakeAsync(Kind kind, RecordingReceiver here, RecordingReceiver there, LinkOptions? options = null) =>
        LinkPair.MakeAsync(here, there, options ?? new LinkOptions { Compress = kind == Kind.Compressed }, kind == Kind.Tls ? new TestAuthority().NewTls() : null);
}
