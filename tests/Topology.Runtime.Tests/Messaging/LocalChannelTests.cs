using CsCheck;
using Topology.Runtime.Messaging;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Messaging;

/// <summary>The credit of the way from one executor to another.</summary>
public class LocalChannelTests
{
    private readonly Wires _wires = new();

    [Fact]
    public void When_there_is_credit_Then_the_batch_is_handed_over_and_counts_as_in_flight()
    {
        var channel = Channel(window: 10);

        Assert.True(channel.TrySend(Wires.BatchOf(1, 2, 3)));

        Assert.Equal((3, 3L), (channel.InFlight, _wires.Receivers[0].Queued));
        Assert.True(_wires.Scheduler.IsReady(_wires.Receivers[0]));
    }

    [Fact]
    public void When_the_receiver_has_executed_a_batch_Then_its_credit_is_back()
    {
        var channel = Channel(window: 10);
        channel.TrySend(Wires.BatchOf(1, 2, 3));
        _wires.Scheduler.RunAll();

        Assert.Equal(0, channel.InFlight);
        Assert.Equal(["1", "2", "3"], _wires.Bolt.Values);
    }

    [Fact]
    public void When_the_window_is_used_up_Then_the_batch_is_refused_and_nothing_arrives()
    {
        var channel = Channel(window: 4);
        Assert.True(channel.TrySend(Wires.BatchOf(1, 2, 3, 4)));

        Assert.False(channel.TrySend(Wires.BatchOf(5)));

        Assert.Equal(4, channel.InFlight);
        _wires.Scheduler.RunAll();
        Assert.Equal(["1", "2", "3", "4"], _wires.Bolt.Values);
    }

    [Fact]
    public void When_a_batch_is_larger_than_the_window_Then_it_may_overshoot_it_once()
    {
        var channel = Channel(window: 2);

        Assert.True(channel.TrySend(Wires.BatchOf(1, 2, 3, 4, 5)));
        Assert.False(channel.TrySend(Wires.BatchOf(6)));
    }

    [Fact]
    public void When_the_sender_was_refused_Then_it_is_woken_once_when_a_quarter_of_the_window_is_free()
    {
        var channel = Channel(window: 8);
        channel.TrySend(Wires.BatchOf(1, 2, 3, 4, 5, 6, 7, 8));
        Assert.False(channel.TrySend(Wires.BatchOf(9)));

        channel.Release(1);
        Assert.False(IsSenderWoken());
        channel.Release(1);
        Assert.True(IsSenderWoken());

        _wires.Scheduler.RunOnly(_wires.Sender);
        channel.Release(6);
        Assert.False(IsSenderWoken());
    }

    [Fact]
    public void When_the_sender_was_not_refused_Then_nobody_wakes_it()
    {
        var channel = Channel(window: 8);
        channel.TrySend(Wires.BatchOf(1, 2, 3, 4, 5, 6, 7, 8));
        channel.Release(8);

        Assert.False(IsSenderWoken());
    }

    [Fact]
    public void When_the_window_is_one_tuple_Then_the_sender_is_woken_by_its_release()
    {
        var channel = Channel(window: 1);
        Assert.True(channel.TrySend(Wires.BatchOf(1)));
        Assert.False(channel.TrySend(Wires.BatchOf(2)));

        channel.Release(1);

        Assert.True(IsSenderWoken());
        Assert.True(channel.TrySend(Wires.BatchOf(2)));
    }

    [Fact]
    public void When_the_sender_is_refused_between_half_and_full_Then_it_may_send_at_once_below_and_must_wait_above()
    {
        var channel = Channel(window: 4);
        channel.TrySend(Wires.BatchOf(1, 2, 3, 4));
        Assert.False(channel.TrySend(Wires.BatchOf(5)));
        channel.Release(1);

        Assert.True(channel.TrySend(Wires.BatchOf(5)));
        Assert.Equal(4, channel.InFlight);
    }

    [Fact]
    public void When_sends_and_releases_come_in_any_order_Then_a_refused_sender_is_woken_when_a_quarter_of_the_window_is_free() => Gen
        .Select(Gen.Int[1, 20], Gen.Int[-12, 12].Where(step => step != 0).Array[1, 60])
        .Sample(NoWakeIsLost, iter: 500, threads: 1);

    /// <summary>Positive steps send that many tuples, negative ones release them.</summary>
    private static void NoWakeIsLost(int window, int[] steps)
    {
        var wires = new Wires();
        var channel = new LocalChannel(wires.Sender, wires.Receivers[0], window);
        var (isWaiting, inFlight) = (false, 0);
        foreach (var step in steps)
        {
            if (step > 0)
            {
                var isSent = channel.TrySend(Wires.BatchOf(new int[step]));
                isWaiting |= !isSent;
                Assert.Equal(inFlight < window, isSent);
                inFlight += isSent ? step : 0;
            }
            else
            {
                var released = Math.Min(inFlight, -step);
                channel.Release(released);
                inFlight -= released;
            }
            Assert.Equal(inFlight, channel.InFlight);
            if (isWaiting && inFlight <= window - Math.Max(1, window / 4))
                Assert.True(wires.Scheduler.IsReady(wires.Sender), $"window {window}, {inFlight} in flight: the sender sleeps on");
            if (!wires.Scheduler.IsReady(wires.Sender))
                continue;
            wires.Scheduler.RunOnly(wires.Sender);
            isWaiting = false;
        }
    }

    private LocalChannel Channel(int window) => new(_wires.Sender, _wires.Receivers[0], window);

    private bool IsSenderWoken() => _wires.Scheduler.IsReady(_wires.Sender);
}
