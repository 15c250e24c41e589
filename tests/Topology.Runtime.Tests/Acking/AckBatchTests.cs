using Topology.Runtime.Acking;

namespace Topology.Runtime.Tests.Acking;

/// <summary>Acks on their way.</summary>
public class AckBatchTests
{
    [Fact]
    public void When_neighbours_belong_to_one_root_Then_they_become_one_pair()
    {
        var batch = new AckBatch(4);
        batch.Add(1, 0b0011);
        batch.Add(1, 0b0110);
        batch.Add(2, 7);
        batch.Add(1, 9);

        Assert.Equal([(1, 0b0101), (2, 7), (1, 9)], Pairs(batch));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(256)]
    public void When_more_come_than_expected_Then_it_grows_until_it_is_full(int expected)
    {
        var batch = new AckBatch(expected);
        for (var i = 1; i <= AckBatch.MaxPairs; i++)
        {
            Assert.False(batch.IsFull);
            batch.Add(i, i * 10);
        }

        Assert.True(batch.IsFull);
        Assert.Equal(Enumerable.Range(1, 256).Select(i => ((long)i, i * 10L)), Pairs(batch));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public void When_it_is_released_Then_it_is_empty_and_what_comes_after_it_has_none_of_its_pairs(int expected)
    {
        var batch = new AckBatch(expected);
        for (var i = 1; i <= 200; i++)
            batch.Add(i, 1);

        batch.Release();
        batch.Release();
        var next = new AckBatch(expected);
        next.Add(200, 5);

        Assert.Equal(0, batch.Count);
        Assert.Equal([(200, 5)], Pairs(next));
    }

    [Fact]
    public void When_it_is_full_Then_acks_of_the_last_root_still_merge()
    {
        var batch = new AckBatch(1);
        for (var i = 1; i <= AckBatch.MaxPairs; i++)
            batch.Add(i, 1);
        batch.Add(AckBatch.MaxPairs, 2);

        Assert.Equal((256, 3), batch[255]);
    }

    [Fact]
    public void When_roots_fail_Then_they_are_kept_in_order_with_their_reasons_and_are_no_pairs()
    {
        var batch = new AckBatch(1);
        Assert.Empty(batch.Fails);
        batch.Fail(5, FailReason.Failed);
        batch.Fail(4, FailReason.Restarted);

        Assert.Equal([(5, FailReason.Failed), (4, FailReason.Restarted)], batch.Fails);
        Assert.Equal(0, batch.Count);
    }

    private static IEnumerable<(long, long)> Pairs(AckBatch batch) => Enumerable.Range(0, batch.Count).Select(i => batch[i]);
}
