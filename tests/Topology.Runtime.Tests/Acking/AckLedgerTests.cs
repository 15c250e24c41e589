using Topology.Runtime.Acking;

namespace Topology.Runtime.Tests.Acking;

/// <summary>When a tree is complete, and what comes after its end.</summary>
public class AckLedgerTests
{
    private const long Child = 0x1234_5678_9abc_def1;
    private static readonly long Root = RootId.Pack(3, 5, 40);
    private static readonly long First = RootId.FirstEdges(Root);

    private readonly AckLedger _ledger = new(1);

    [Fact]
    public void When_the_only_tuple_is_acked_Then_the_tree_is_complete() => Assert.True(_ledger.Add(Root, First));

    [Fact]
    public void When_a_child_was_emitted_Then_the_tree_is_complete_with_its_ack()
    {
        Assert.False(_ledger.Add(Root, First ^ Child));
        Assert.True(_ledger.Add(Root, Child));
    }

    [Fact]
    public void When_the_child_is_acked_before_its_parent_Then_the_tree_is_complete_with_the_parent()
    {
        Assert.False(_ledger.Add(Root, Child));
        Assert.True(_ledger.Add(Root, First ^ Child));
    }

    [Fact]
    public void When_a_tuple_is_anchored_to_the_same_input_twice_Then_both_edges_are_to_be_acked()
    {
        Assert.False(_ledger.Add(Root, First ^ Child ^ 77));
        Assert.False(_ledger.Add(Root, 77));
        Assert.True(_ledger.Add(Root, Child));
    }

    [Fact]
    public void When_a_tree_was_complete_Then_later_acks_and_fails_of_it_are_ignored()
    {
        _ledger.Add(Root, First);

        Assert.False(_ledger.Add(Root, First));
        Assert.False(_ledger.Add(Root, Child));
        Assert.False(_ledger.Fail(Root));
        Assert.False(_ledger.Add(Root, Child));
    }

    [Fact]
    public void When_a_tree_fails_before_any_ack_Then_it_ends_once_and_leaves_nothing_behind()
    {
        Assert.True(_ledger.Fail(Root));
        Assert.False(_ledger.Fail(Root));
        Assert.False(_ledger.Add(Root, First));
        Assert.False(_ledger.Add(Root, Child));
        AssertNextUserIsUnharmed();
    }

    [Fact]
    public void When_a_tree_fails_in_the_middle_Then_late_acks_leave_nothing_behind()
    {
        _ledger.Add(Root, First ^ Child);

        Assert.True(_ledger.Fail(Root));
        Assert.False(_ledger.Add(Root, Child));
        Assert.False(_ledger.Fail(Root));
        AssertNextUserIsUnharmed();
    }

    [Fact]
    public void When_a_tree_timed_out_half_acked_Then_the_next_user_of_the_slot_is_unharmed()
    {
        _ledger.Add(Root, First ^ Child);

        AssertNextUserIsUnharmed();
    }

    [Fact]
    public void When_acks_of_a_former_user_come_late_Then_they_neither_end_nor_spoil_the_present_one()
    {
        var next = RootId.Pack(3, 6, 40);
        Assert.False(_ledger.Add(next, RootId.FirstEdges(next) ^ Child));

        Assert.False(_ledger.Add(Root, First));
        Assert.False(_ledger.Fail(Root));
        Assert.True(_ledger.Add(next, Child));
    }

    [Fact]
    public void When_generations_begin_again_Then_the_first_is_later_than_the_last()
    {
        var last = RootId.Pack(3, (1 << 16) - 1, 40);
        var first = RootId.Pack(3, 1, 40);
        Assert.True(_ledger.Add(last, RootId.FirstEdges(last)));

        Assert.True(_ledger.Add(first, RootId.FirstEdges(first)));
        Assert.False(_ledger.Fail(last));
    }

    [Fact]
    public void When_tasks_and_slots_are_far_apart_Then_their_trees_do_not_touch()
    {
        long[] roots = [RootId.Pack(1, 1, 0), RootId.Pack(1, 1, 100_000), RootId.Pack(65_535, 1, 0), RootId.Pack(17, 1, 63), RootId.Pack(17, 1, 64)];
        foreach (var root in roots)
            Assert.False(_ledger.Add(root, RootId.FirstEdges(root) ^ Child));

        Assert.All(roots, root => Assert.True(_ledger.Add(root, Child)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void When_ackers_share_the_slots_Then_each_tree_has_one_acker_and_each_acker_its_share(int ackers)
    {
        var ledgers = Enumerable.Range(0, ackers).Select(_ => new AckLedger(ackers)).ToArray();
        var counts = new int[ackers];
        for (var slot = 0; slot < 420; slot++)
        {
            var root = RootId.Pack(2, 1, slot);
            var acker = AckLedger.AckerOf(root, ackers);
            counts[acker]++;
            Assert.False(ledgers[acker].Add(root, RootId.FirstEdges(root) ^ Child));
        }

        Assert.All(counts, count => Assert.Equal(420 / ackers, count));
        for (var slot = 0; slot < 420; slot++)
            Assert.True(ledgers[AckLedger.AckerOf(RootId.Pack(2, 1, slot), ackers)].Add(RootId.Pack(2, 1, slot), Child));
    }

    private void AssertNextUserIsUnharmed()
    {
        var next = RootId.Pack(3, 6, 40);
        Assert.False(_ledger.Add(next, RootId.FirstEdges(next) ^ Child));
        Assert.True(_ledger.Add(next, Child));
    }
}
