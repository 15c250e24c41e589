using Topology.Runtime.Acking;

namespace Topology.Runtime.Tests.Acking;

/// <summary>The tracked emits of one spout task until their end.</summary>
public class PendingRootsTests
{
    private readonly PendingRoots _pending = new(7);

    [Fact]
    public void When_a_tree_is_completed_Then_its_message_and_time_come_back_and_it_is_gone()
    {
        var root = _pending.Add("m", 123);

        Assert.Equal(1, _pending.Count);
        Assert.True(_pending.TryComplete(root, out var message, out var emittedAt));
        Assert.Equal(("m", 123L, 0), (message.AsString(), emittedAt, _pending.Count));
    }

    [Fact]
    public void When_a_tree_is_completed_twice_Then_only_the_first_counts()
    {
        var root = _pending.Add("m", 0);
        _pending.TryComplete(root, out _, out _);

        Assert.False(_pending.TryComplete(root, out var message, out _));
        Assert.True(message.IsNull);
        Assert.Equal(0, _pending.Count);
    }

    [Fact]
    public void When_a_slot_is_used_again_Then_the_former_user_finds_nothing()
    {
        var former = _pending.Add("old", 0);
        _pending.TryComplete(former, out _, out _);
        var present = _pending.Add("new", 0);

        Assert.Equal(RootId.SlotOf(former), RootId.SlotOf(present));
        Assert.NotEqual(former, present);
        Assert.False(_pending.TryComplete(former, out _, out _));
        _pending.Reset(former, 99);
        Assert.Equal(0, _pending.OldestAt);
        Assert.True(_pending.TryComplete(present, out var message, out _));
        Assert.Equal("new", message.AsString());
    }

    [Fact]
    public void When_many_are_pending_Then_roots_are_different_and_carry_the_task()
    {
        var roots = Enumerable.Range(0, 1000).Select(i => _pending.Add(i, i)).ToList();

        Assert.Equal(1000, roots.Distinct().Count());
        Assert.All(roots, root => Assert.Equal(7, RootId.TaskOf(root)));
        Assert.DoesNotContain(0, roots);
        Assert.Equal((1000, 0L), (_pending.Count, _pending.OldestAt));
        foreach (var (i, root) in roots.Index())
        {
            Assert.True(_pending.TryComplete(root, out var message, out _));
            Assert.Equal(i, message.AsInt32());
        }
    }

    [Fact]
    public void When_a_root_was_never_given_out_Then_it_finds_nothing()
    {
        _pending.Add("m", 0);

        Assert.False(_pending.TryComplete(RootId.Pack(7, 1, 5000), out _, out _));
        Assert.False(_pending.TryComplete(RootId.Pack(7, 2, 0), out _, out _));
    }

    [Fact]
    public void When_time_passes_Then_trees_expire_oldest_first_and_not_before_the_time_out()
    {
        _pending.Add("a", 0);
        _pending.Add("b", 10);
        _pending.Add("c", 20);

        Assert.Equal([], Expire(now: 99, timeout: 100));
        Assert.Equal(["a", "b"], Expire(now: 110, timeout: 100));
        Assert.Equal((1, 20L), (_pending.Count, _pending.OldestAt));
        Assert.Equal(["c"], Expire(now: 1000, timeout: 100));
        Assert.Equal((0, long.MaxValue), (_pending.Count, _pending.OldestAt));
    }

    [Fact]
    public void When_a_time_out_is_reset_Then_the_tree_expires_after_those_it_was_before()
    {
        var a = _pending.Add("a", 0);
        _pending.Add("b", 10);
        _pending.Reset(a, 50);

        Assert.Equal(["b"], Expire(now: 149, timeout: 100));
        Assert.Equal(["a"], Expire(now: 150, timeout: 100));
    }

    [Fact]
    public void When_a_reset_tree_is_completed_Then_the_time_of_its_emit_comes_back()
    {
        var root = _pending.Add("a", 5);
        _pending.Reset(root, 50);
        _pending.TryComplete(root, out _, out var emittedAt);

        Assert.Equal(5, emittedAt);
    }

    [Fact]
    public void When_an_expired_tree_is_acked_late_Then_nothing_is_found()
    {
        var root = _pending.Add("a", 0);
        Expire(now: 100, timeout: 100);

        Assert.False(_pending.TryComplete(root, out _, out _));
    }

    [Fact]
    public void When_cleared_Then_nothing_is_pending_and_late_acks_of_former_trees_miss_the_new_ones()
    {
        var former = Enumerable.Range(0, 40).Select(i => _pending.Add(i, i)).ToList();

        Assert.Equal(40, _pending.Clear());
        Assert.Equal((0, long.MaxValue), (_pending.Count, _pending.OldestAt));
        foreach (var i in Enumerable.Range(0, 40))
            _pending.Add(100 + i, i);

        Assert.All(former, root => Assert.False(_pending.TryComplete(root, out _, out _)));
        Assert.Equal(40, _pending.Count);
    }

    [Fact]
    public void When_trees_come_and_go_Then_slots_are_used_again_and_never_run_out()
    {
        var most = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var root = _pending.Add(i, i);
            most = Math.Max(most, RootId.SlotOf(root));
            _pending.TryComplete(root, out _, out _);
        }

        Assert.Equal(0, most);
        Assert.False(_pending.IsExhausted);
    }

    [Fact]
    public void When_all_generations_of_a_slot_were_used_Then_it_begins_again_and_no_root_is_0()
    {
        var first = _pending.Add(Value.Null, 0);
        _pending.TryComplete(first, out _, out _);
        var last = first;
        for (var i = 1; i < (1 << 16) - 1; i++)
        {
            last = _pending.Add(Value.Null, 0);
            _pending.TryComplete(last, out _, out _);
        }

        Assert.Equal((1 << 16) - 1, RootId.GenerationOf(last));
        Assert.Equal(first, _pending.Add(Value.Null, 0));
    }

    [Fact]
    public void When_a_predecessor_had_the_slot_in_another_epoch_Then_its_late_acks_find_nothing()
    {
        var successor = new PendingRoots(7, epoch: 3);
        var late = _pending.Add("old", 0);

        var root = successor.Add("new", 0);

        Assert.Equal(RootId.SlotOf(late), RootId.SlotOf(root));
        Assert.False(successor.TryComplete(late, out _, out _));
        Assert.True(RootId.IsLater(root, late));
        Assert.True(successor.TryComplete(root, out _, out _));
    }

    [Fact]
    public void When_the_oldest_is_taken_again_and_again_Then_all_end_in_order()
    {
        foreach (var message in new[] { "a", "b", "c" })
            _pending.Add(message, 0);
        var taken = new List<string>();

        while (_pending.TryTakeOldest(out var message))
            taken.Add(message.AsString());

        Assert.Equal(["a", "b", "c"], taken);
        Assert.Equal(0, _pending.Count);
    }

    private List<string> Expire(long now, long timeout)
    {
        var expired = new List<string>();
        while (_pending.TryExpire(now, timeout, out var message))
            expired.Add(message.AsString());
        return expired;
    }
}
