using System.Collections.Concurrent;
using Topology.Clustering.Tests.Support;
using Topology.Clustering.Tests.Transport.Support;
using Topology.Clustering.Transport;
using Topology.Runtime.Execution;

namespace Topology.Clustering.Tests.Transport;

/// <summary>The thread that reads a link executes what it has read, and user code may hold it: then another one reads on.</summary>
public class HeldReaderTests
{
    private const int Messages = 40;

    private readonly RecordingReceiver _here = new();
    private readonly ConcurrentBag<Thread> _held = [];
    private readonly ManualResetEventSlim _gate = new();
    private int _seen; // messages that some reader was held for, or passed

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_each_message_holds_the_reader_Then_others_read_on_and_nothing_is_lost_or_doubled(bool isSecure)
    {
        var there = new RecordingReceiver { OnPause = Hold };
        using var pair = await LinkPair.MakeAsync(_here, there, tls: isSecure ? new TestAuthority().NewTls() : null);

        for (var i = 0; i < Messages; i++)
        {
            // Two at once, the second in chunks: the first ones are here already when the reader is held by what came before them.
            pair.Here.SendTuples(1, 2, LinkPair.BatchOf(["few", i]));
            pair.Here.SendTuples(1, 2, LinkPair.BatchOf([new string('x', 1_500_000), i]));
            pair.Here.Flush();
            Assert.Equal($"tuples 1>2: few+{i}; rejected 0", await there.NextAsync());
            Assert.EndsWith($"x+{i}; rejected 0", await there.NextAsync());
        }

        pair.Here.SendCredit(1, 2, 3, 4);
        Assert.Equal("credit 1>2: 3/4", await there.NextAsync()); // by the one that took over from the last
        Assert.InRange(_held.Count, Messages, 2 * Messages + 1); // once for each two, or for each
        Assert.Distinct(_held);
        Assert.False(pair.There.IsBroken);

        _gate.Set();

        Assert.All(_held.ToArray(), thread => Assert.True(thread.Join(TimeSpan.FromSeconds(30)), "a thread that was held ends"));
    }

    private bool Hold(GuestThread guest, int delivered)
    {
        if (delivered == _seen)
            return true; // nothing to execute
        _seen = delivered;
        _held.Add(Thread.CurrentThread);
        guest.TakeOver();
        _gate.Wait(TimeSpan.FromSeconds(30));
        return false;
    }
}
