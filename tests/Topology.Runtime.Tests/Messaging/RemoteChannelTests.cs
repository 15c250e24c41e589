using CsCheck;
using Topology.Runtime.Execution;
using Topology.Runtime.Messaging;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Messaging;

/// <summary>The credit of the way to an executor of another worker, and the tokens of what is on it.</summary>
public class RemoteChannelTests
{
    private readonly Wires _wires = new();
    private readonly RecordingLink _link = new();

    private Activity Activity => _wires.Environment.Activity;

    [Fact]
    public void When_there_is_no_link_Then_nothing_is_sent_and_nothing_is_in_flight()
    {
        var channel = Channel(window: 10, link: null);

        Assert.False(Send(channel, 1));

        Assert.Equal(0, channel.InFlight);
    }

    [Fact]
    public void When_there_is_credit_Then_batches_go_over_the_link_until_the_window_is_used_up()
    {
        var channel = Channel(window: 4);

        Assert.True(Send(channel, 3));
        Assert.True(Send(channel, 3)); // may overshoot once
        Assert.False(Send(channel, 1));

        Assert.Equal(6, channel.InFlight);
        Assert.Equal(["tuples 0 7 3", "tuples 0 7 3"], _link.Sent);
    }

    [Fact]
    public void When_the_sender_was_refused_Then_it_is_woken_once_when_a_quarter_of_the_window_is_free()
    {
        var channel = Channel(window: 8);
        Send(channel, 8);
        Assert.False(Send(channel, 1));

        channel.Release(_link, 1, 0);
        Assert.False(IsSenderWoken());
        channel.Release(_link, 1, 0);
        Assert.True(IsSenderWoken());

        _wires.Scheduler.RunOnly(_wires.Receivers[0]);
        channel.Release(_link, 6, 1);
        Assert.False(IsSenderWoken());
    }

    [Fact]
    public void When_the_sender_was_not_refused_Then_nobody_wakes_it()
    {
        var channel = Channel(window: 8);
        Send(channel, 8);

        channel.Release(_link, 8, 1);

        Assert.False(IsSenderWoken());
    }

    [Fact]
    public void When_the_window_is_one_tuple_Then_its_release_wakes_the_sender()
    {
        var channel = Channel(window: 1);
        Send(channel, 1);
        Assert.False(Send(channel, 1));

        channel.Release(_link, 1, 1);

        Assert.True(IsSenderWoken());
        Assert.True(Send(channel, 1));
    }

    [Fact]
    public void When_credit_comes_from_a_former_link_Then_it_is_ignored()
    {
        var channel = Channel(window: 4);
        Send(channel, 4);
        var successor = new RecordingLink();
        channel.Connect(successor);
        Send(channel, 3);

        channel.Release(_link, 4, 1);

        Assert.Equal(3, channel.InFlight);
        Assert.Equal(1, Activity.Count);
        channel.Release(successor, 3, 1);
        Assert.Equal(0, Activity.Count);
    }

    [Fact]
    public void When_the_link_is_lost_Then_the_tokens_on_it_end_once_whatever_comes_later()
    {
        var channel = Channel(window: 100);
        for (var i = 0; i < 5; i++)
            Send(channel, 2);
        channel.Release(_link, 4, 2);
        Assert.Equal(3, Activity.Count);

        channel.Connect(null);
        channel.Connect(null);
        channel.Release(_link, 6, 3);

        Assert.Equal(0, Activity.Count);
        Assert.Equal(0, channel.InFlight);
    }

    [Fact]
    public void When_it_is_connected_to_the_same_link_again_Then_what_is_on_it_still_counts()
    {
        var channel = Channel(window: 100);
        Send(channel, 2);

        channel.Connect(_link);

        Assert.Equal((2, 1L), (channel.InFlight, Activity.Count));
    }

    [Theory]
    [InlineData(new[] { 1 }, 2, 1)]
    [InlineData(new[] { 0, 1, 2 }, 0, 0)]
    public void When_tuples_cannot_be_encoded_Then_their_credit_is_taken_back_and_the_token_of_a_batch_without_any_ends(int[] unsent, int inFlight, long tokens)
    {
        var channel = Channel(window: 100);
        _link.Unsent = unsent;

        Assert.True(Send(channel, 3));

        Assert.Equal((inFlight, tokens), (channel.InFlight, Activity.Count));
        Assert.NotEmpty(_wires.Environment.Errors.ToList());
    }

    [Fact]
    public void When_sends_releases_and_links_come_in_any_order_Then_no_wake_and_no_token_is_lost() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[-12, 13].Where(step => step != 0).Array[1, 60]).Sample(NothingIsLost, iter: 500, threads: 1);

    [Fact]
    public async Task When_credit_comes_while_links_change_Then_every_token_ends_once()
    {
        const int Links = 200;
        var channel = Channel(window: 1000, link: null);
        var token = TestContext.Current.CancellationToken;
        for (var i = 0; i < Links; i++)
        {
            var link = new RecordingLink();
            channel.Connect(link);
            for (var batch = 0; batch < 10; batch++)
                Send(channel, 1);
            using var start = new Barrier(2);
            var reader = Task.Run(() =>
            {
                start.SignalAndWait(token);
                for (var batch = 0; batch < 10; batch++)
                    channel.Release(link, 1, 1);
            }, token);

            start.SignalAndWait(token);
            channel.Connect(null);

            await reader.Within("the reader has released");
            Assert.Equal(0, Activity.Count); // each too many or too few would stay
        }
    }

    /// <summary>Up to 12: sends that many tuples. 13: another link. Negative: one batch comes back.</summary>
    private static void NothingIsLost(int window, int[] steps)
    {
        var wires = new Wires();
        var sender = wires.Receivers[0];
        var link = new RecordingLink();
        var channel = new RemoteChannel(sender, 7, window, wires.Environment.Activity);
        channel.Connect(link);
        var batches = new Queue<int>();
        var isWaiting = false;
        foreach (var step in steps)
        {
            switch (step)
            {
                case 13:
                    channel.Connect(link = new RecordingLink());
                    batches.Clear();
                    isWaiting = false; // whoever connects is the sender: it goes on by itself
                    break;
                case > 0:
                    var isSent = TrySend(wires, channel, step);
                    Assert.Equal(batches.Sum() < window, isSent);
                    isWaiting = !isSent; // it tries the same batch again before any other
                    if (isSent)
                        batches.Enqueue(step);
                    break;
                default:
                    if (batches.TryDequeue(out var count))
                        channel.Release(link, count, 1);
                    break;
            }
            Assert.Equal((batches.Sum(), (long)batches.Count), (channel.InFlight, wires.Environment.Activity.Count));
            if (isWaiting && batches.Sum() <= window - Math.Max(1, window / 4))
                Assert.True(wires.Scheduler.IsReady(sender), $"window {window}, {batches.Sum()} in flight: the sender sleeps on");
            if (!wires.Scheduler.IsReady(sender))
                continue;
            wires.Scheduler.RunOnly(sender);
            isWaiting = false;
        }
    }

    /// <summary>As an outbox does: the token is there before the batch is sent, and belongs to the batch from then on.</summary>
    private static bool TrySend(Wires wires, RemoteChannel channel, int tuples)
    {
        wires.Environment.Activity.Begin();
        if (channel.TrySend(Wires.BatchOf(new int[tuples])))
            return true;
        wires.Environment.Activity.End();
        return false;
    }

    private bool Send(RemoteChannel channel, int tuples) => TrySend(_wires, channel, tuples);

    private RemoteChannel Channel(int window) => Channel(window, _link);

    private RemoteChannel Channel(int window, IDataLink? link)
    {
        var channel = new RemoteChannel(_wires.Receivers[0], 7, window, Activity);
        channel.Connect(link);
        return channel;
    }

    private bool IsSenderWoken() => _wires.Scheduler.IsReady(_wires.Receivers[0]);
}
