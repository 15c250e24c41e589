using Topology.Engine;

namespace Topology.Api.Tests.Engine;

public class TupleBatchTests
{
    private static readonly StreamSource Words = new("words", "default", 1, new Fields("word"));
    private static readonly StreamSource OtherWords = new("words", "default", 2, new Fields("word"));
    private static readonly StreamSource Pairs = new("count", "pairs", 3, new Fields("word", "count"));
    private static readonly StreamSource Marks = new("marker", "marks", 4, new Fields());

    [Fact]
    public void When_nothing_is_added_Then_the_batch_is_empty_and_untracked()
    {
        var batch = new TupleBatch(Words, 7, 16);

        Assert.Equal(0, batch.Count);
        Assert.False(batch.IsFull);
        Assert.False(batch.IsTracked);
    }

    [Fact]
    public void When_more_than_expected_is_added_Then_the_batch_grows_and_keeps_the_first()
    {
        var batch = new TupleBatch(Words, 7, 1);

        for (var i = 0; i < TupleBatch.MaxTuples; i++)
            batch.Add(Words, 7, [i]);

        Assert.Equal(TupleBatch.MaxTuples, batch.Count);
        for (var i = 0; i < TupleBatch.MaxTuples; i++)
        {
            Assert.Equal(i, batch.ValueAt(i, 0).AsInt32());
            Assert.Equal(7, batch.TaskOf(i));
            Assert.Same(Words, batch.SourceOf(i));
        }
    }

    [Fact]
    public void When_the_given_values_change_afterwards_Then_the_batch_does_not()
    {
        Value[] values = ["a", 1];
        var batch = new TupleBatch(Pairs, 7, 1);

        batch.Add(Pairs, 7, values);
        values[0] = "changed";

        Assert.Equal<Value>(["a", 1], batch.ValuesOf(0).ToArray());
    }

    [Fact]
    public void When_sources_of_one_width_mix_Then_each_tuple_keeps_its_own()
    {
        var batch = new TupleBatch(Words, 7, 4);

        batch.Add(Words, 7, ["a"]);
        batch.Add(OtherWords, 7, ["b"]);
        batch.Add(Words, 7, ["c"]);

        Assert.Equal([1, 2, 1], Tuples(batch).Select(tuple => tuple.SourceTask));
        Assert.Equal(["a", "b", "c"], Tuples(batch).Select(tuple => tuple.GetString(0)));
    }

    [Fact]
    public void When_widths_mix_Then_each_tuple_keeps_its_values()
    {
        var batch = new TupleBatch(Words, 7, 1);

        batch.Add(Words, 7, ["a"]);
        batch.Add(Words, 7, ["b"]);
        batch.Add(Pairs, 7, ["c", 3]);
        batch.Add(Marks, 7, []);
        batch.Add(Words, 7, ["d"]);
        batch.Add(Pairs, 7, ["e", 5]);

        Assert.Equal(["a", "b", "c,3", "", "d", "e,5"], Tuples(batch).Select(tuple => string.Join(',', tuple.Values.ToArray())));
        Assert.Equal(["default", "default", "pairs", "marks", "default", "pairs"], Tuples(batch).Select(tuple => tuple.SourceStream));
    }

    [Fact]
    public void When_widths_differ_only_after_sources_mixed_Then_earlier_tuples_keep_their_values()
    {
        var batch = new TupleBatch(Words, 7, 1);

        batch.Add(Words, 7, ["a"]);
        batch.Add(OtherWords, 7, ["b"]);
        batch.Add(Pairs, 7, ["c", 3]);

        Assert.Equal(["a", "b", "c,3"], Tuples(batch).Select(tuple => string.Join(',', tuple.Values.ToArray())));
    }

    [Fact]
    public void When_the_first_stream_is_wider_Then_narrow_tuples_follow_it_without_gaps()
    {
        var batch = new TupleBatch(Pairs, 7, 1);

        batch.Add(Pairs, 7, ["a", 1]);
        batch.Add(Words, 7, ["b"]);
        batch.Add(Pairs, 7, ["c", 3]);

        Assert.Equal(["a,1", "b", "c,3"], Tuples(batch).Select(tuple => string.Join(',', tuple.Values.ToArray())));
    }

    [Fact]
    public void When_receiving_tasks_mix_Then_each_tuple_keeps_its_own()
    {
        var batch = new TupleBatch(Words, 7, 1);

        batch.Add(Words, 7, ["a"]);
        batch.Add(Words, 7, ["b"]);
        batch.Add(Words, 8, ["c"]);
        batch.Add(Words, 7, ["d"]);

        Assert.Equal([7, 7, 8, 7], Enumerable.Range(0, batch.Count).Select(batch.TaskOf));
    }

    [Fact]
    public void When_it_holds_256_tuples_Then_it_is_full()
    {
        var batch = new TupleBatch(Words, 7, 256);

        for (var i = 0; i < 255; i++)
            batch.Add(Words, 7, [i]);
        Assert.False(batch.IsFull);
        batch.Add(Words, 7, [255]);

        Assert.True(batch.IsFull);
    }

    [Fact]
    public void When_tuples_without_values_reach_256_Then_it_is_full()
    {
        var batch = new TupleBatch(Marks, 7, 1);

        for (var i = 0; i < 256; i++)
            batch.Add(Marks, 7, []);

        Assert.True(batch.IsFull);
        Assert.Equal(0, batch.ValuesOf(255).Length);
    }

    [Fact]
    public void When_it_holds_4096_values_Then_it_is_full()
    {
        var (source, values) = Wide(1024);
        var batch = new TupleBatch(source, 7, 256);

        for (var i = 0; i < 3; i++)
            batch.Add(source, 7, values);
        Assert.False(batch.IsFull);
        batch.Add(source, 7, values);

        Assert.True(batch.IsFull);
        Assert.Equal(4, batch.Count);
    }

    [Fact]
    public void When_one_tuple_is_wider_than_a_batch_Then_it_still_fits()
    {
        var (source, values) = Wide(TupleBatch.MaxValues + 1);
        var batch = new TupleBatch(source, 7, 1);

        batch.Add(source, 7, values);

        Assert.True(batch.IsFull);
        Assert.Equal(values, batch.ValuesOf(0).ToArray());
    }

    [Fact]
    public void When_mixed_in_every_way_and_full_Then_every_tuple_is_intact()
    {
        StreamSource[] sources = [Words, OtherWords, Pairs, Marks];
        var batch = new TupleBatch(Words, 0, 3);

        for (var i = 0; i < TupleBatch.MaxTuples; i++)
        {
            var source = sources[i * 7 % 4];
            batch.Add(source, i % 5, [.. Enumerable.Repeat((Value)i, source.Fields.Count)]);
        }

        Assert.True(batch.IsFull);
        for (var i = 0; i < TupleBatch.MaxTuples; i++)
        {
            Assert.Same(sources[i * 7 % 4], batch.SourceOf(i));
            Assert.Equal(i % 5, batch.TaskOf(i));
            Assert.All(batch.ValuesOf(i).ToArray(), value => Assert.Equal(i, value.AsInt32()));
        }
    }

    private static IEnumerable<StreamTuple> Tuples(TupleBatch batch) => Enumerable.Range(0, batch.Count).Select(index => batch[index]);

    private static (StreamSource Source, Value[] Values) Wide(int width) => (
        new StreamSource("wide", "default", 1, new Fields([.. Enumerable.Range(0, width).Select(index => $"f{index}")])),
        [.. Enumerable.Range(0, width).Select(index => (Value)index)]);
}
