using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Acking;
using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Acking;

/// <summary>Which acker gets an ack, and when.</summary>
public class AckOutboxTests
{
    private readonly ManualScheduler _scheduler = new();
    private readonly AckerExecutor[] _ackers;
    private readonly AckOutbox _outbox;

    public AckOutboxTests()
    {
        var environment = TestEnvironment.Create(_scheduler, new EngineClock(new FakeTimeProvider()));
        _ackers = [.. Enumerable.Range(0, 3).Select(i => new AckerExecutor(environment, $"acker {i}", 3))];
        _outbox = new AckOutbox(_ackers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(300)]
    public void When_flushed_Then_the_acker_of_the_slot_gets_its_acks_and_nobody_else_is_woken(int slot)
    {
        _outbox.Ack(RootId.Pack(1, 1, slot), 1);
        Assert.Empty(Woken());

        _outbox.Flush();

        Assert.Equal([slot % 3], Woken());
    }

    [Fact]
    public void When_a_tree_fails_Then_its_acker_learns_it_with_the_next_flush()
    {
        _outbox.Fail(RootId.Pack(1, 1, 1), FailReason.Failed);
        Assert.Empty(Woken());

        _outbox.Flush();

        Assert.Equal([1], Woken());
    }

    [Fact]
    public void When_256_trees_are_acked_Then_their_batch_leaves_without_a_flush()
    {
        for (var i = 0; i < 255; i++)
            _outbox.Ack(RootId.Pack(1, 1, i * 3), 1);
        Assert.Empty(Woken());

        _outbox.Ack(RootId.Pack(1, 1, 255 * 3), 1);

        Assert.Equal([0], Woken());
    }

    [Fact]
    public void When_one_tree_is_acked_a_thousand_times_in_a_row_Then_its_batch_waits_for_the_flush()
    {
        for (var i = 0; i < 1000; i++)
            _outbox.Ack(RootId.Pack(1, 1, 0), i);

        Assert.Empty(Woken());
    }

    [Fact]
    public void When_nothing_was_acked_since_Then_a_flush_wakes_nobody()
    {
        _outbox.Ack(RootId.Pack(1, 1, 0), 1);
        _outbox.Flush();
        _scheduler.RunAll();

        _outbox.Flush();

        Assert.Empty(Woken());
    }

    [Fact]
    public void When_acks_follow_a_flush_Then_they_leave_with_the_next_one()
    {
        _outbox.Ack(RootId.Pack(1, 1, 0), 1);
        _outbox.Flush();
        _scheduler.RunAll();

        _outbox.Ack(RootId.Pack(1, 1, 2), 1);
        _outbox.Flush();

        Assert.Equal([2], Woken());
    }

    private IEnumerable<int> Woken() => Enumerable.Range(0, 3).Where(i => _scheduler.IsReady(_ackers[i]));
}
