using Topology.Runtime.Acking;

namespace Topology.Runtime.Tests.Acking;

public class UnheardTreesTests
{
    [Fact]
    public void When_more_trees_of_a_slot_than_generations_went_to_nobody_Then_the_next_one_is_still_acked()
    {
        var pending = new PendingRoots(1);
        var ledger = new AckLedger(1);
        var first = pending.Add(1, 0);
        Assert.True(ledger.Add(first, RootId.FirstEdges(first)));
        pending.TryComplete(first, out _, out _);
        for (var i = 0; i < (1 << 15) + 1; i++) // no acker hears of them
            pending.TryWithdraw(pending.Add(2, 0), out _, out _);

        var next = pending.Add(3, 0);

        Assert.True(ledger.Add(next, RootId.FirstEdges(next)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData((1 << 16) - 1)]
    [InlineData(5 << 16)]
    [InlineData((6 << 16) - 1)]
    public void When_a_generation_is_taken_back_Then_the_next_one_is_the_same_again(int generation)
    {
        var next = RootId.Next(generation);

        Assert.Equal(next, RootId.Next(RootId.Previous(next)));
    }
}
