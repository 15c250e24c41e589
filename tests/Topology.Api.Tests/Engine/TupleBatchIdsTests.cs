using Topology.Engine;

namespace Topology.Api.Tests.Engine;

public class TupleBatchIdsTests
{
    private static readonly StreamSource Words = new("words", "default", 1, new Fields("word"));

    [Fact]
    public void When_ids_are_set_Then_the_last_tuple_has_them()
    {
        var batch = Batch(expected: 4);

        batch.Add(Words, 7, ["a"]);
        batch.SetIds(11, 101);
        batch.Add(Words, 7, ["b"]);
        batch.SetIds(12, 102);

        Assert.True(batch.IsTracked);
        Assert.Equal((11, 101), (batch.RootOf(0), batch.EdgeOf(0)));
        Assert.Equal((12, 102), (batch.RootOf(1), batch.EdgeOf(1)));
    }

    [Fact]
    public void When_only_some_tuples_are_tracked_Then_the_others_have_root_0()
    {
        var batch = Batch(expected: 1);

        for (var i = 0; i < 100; i++)
        {
            batch.Add(Words, 7, [i]);
            if (i is 50 or 70)
                batch.SetIds(1000 + i, i);
        }

        Assert.Equal([50, 70], Enumerable.Range(0, 100).Where(index => batch.RootOf(index) != 0));
        Assert.Equal(1070, batch.RootOf(70));
        Assert.Equal(70, batch.EdgeOf(70));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(256)]
    public void When_a_full_batch_is_tracked_Then_every_tuple_keeps_its_ids(int expected)
    {
        var batch = Batch(expected);

        for (var i = 0; i < TupleBatch.MaxTuples; i++)
        {
            batch.Add(Words, 7, [i]);
            batch.SetIds(i + 1, -i);
        }

        for (var i = 0; i < TupleBatch.MaxTuples; i++)
            Assert.Equal((i + 1, -i), (batch.RootOf(i), batch.EdgeOf(i)));
    }

    [Fact]
    public void When_a_tuple_belongs_to_several_trees_Then_the_further_ones_come_in_order()
    {
        var batch = Batch(expected: 4);

        batch.Add(Words, 7, ["a"]);
        batch.SetIds(11, 101);
        batch.Add(Words, 7, ["b"]);
        batch.SetIds(12, 102);
        batch.AddIds(13, 103);
        batch.AddIds(14, 104);

        Assert.Equal(0, batch.MoreIdsOf(0).Length);
        Assert.Equal([(13L, 103L), (14L, 104L)], batch.MoreIdsOf(1).ToArray());
        Assert.Equal(12, batch.RootOf(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    public void When_the_ids_are_released_Then_no_tuple_is_tracked_and_the_next_batch_has_none_of_them(int expected)
    {
        var batch = Batch(expected);
        for (var i = 0; i < 100; i++)
        {
            batch.Add(Words, 7, [i]);
            batch.SetIds(i + 1, i);
            batch.AddIds(1000 + i, i);
        }

        batch.ReleaseIds();
        batch.ReleaseIds();
        var next = Batch(expected);
        for (var i = 0; i < 100; i++)
            next.Add(Words, 7, [i]);
        next.SetIds(7, 8);

        Assert.Equal((false, false, 0L, 0), (batch.IsTracked, batch.HasMoreIds, batch.RootOf(5), batch.MoreIdsOf(5).Length));
        Assert.Equal([.. Enumerable.Repeat(0L, 99), 7L], Enumerable.Range(0, 100).Select(next.RootOf));
        Assert.Equal(8, next.EdgeOf(99));
    }

    [Fact]
    public void When_ids_of_a_range_are_asked_for_Then_it_ends_with_the_last_tuple_that_has_any()
    {
        var batch = Batch(expected: 4);
        for (var i = 0; i < 4; i++)
        {
            batch.Add(Words, 7, [i]);
            if (i is 0 or 2)
                batch.SetIds(i + 10, i + 100);
        }

        Assert.Equal([10L, 100L, 0, 0, 12, 102], batch.IdsOf(0, 4).ToArray());
        Assert.Equal([12L, 102L], batch.IdsOf(2, 3).ToArray());
        Assert.Empty(batch.IdsOf(3, 4).ToArray());
    }

    [Fact]
    public void When_no_tuple_belongs_to_several_trees_Then_there_are_no_further_ids()
    {
        var batch = Batch(expected: 1);

        batch.Add(Words, 7, ["a"]);

        Assert.Equal(0, batch.MoreIdsOf(0).Length);
        Assert.Equal(0, batch.RootOf(0));
    }

    private static TupleBatch Batch(int expected) => new(Words, 7, expected);
}
