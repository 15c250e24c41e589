using Topology.Api.Tests.Support;
using Topology.Engine;

namespace Topology.Api.Tests;

public class StreamTupleTests
{
    private static readonly DateTime Noon = new(2024, 5, 6, 12, 0, 0, DateTimeKind.Utc);
    private static readonly byte[] Bytes = [1, 2];

    private static readonly StreamTuple Everything = Tuples.Of(
        new StreamSource("source", "stream", 4, new Fields("text", "int", "long", "double", "flag", "date", "bytes", "object")),
        "x", 1, 2L, 0.5, true, Noon, Bytes, Value.From(new Version(1, 2)));

    [Fact]
    public void When_asked_where_it_comes_from_Then_it_tells_its_source()
    {
        Assert.Equal("source", Everything.SourceComponent);
        Assert.Equal("stream", Everything.SourceStream);
        Assert.Equal(4, Everything.SourceTask);
        Assert.Equal(8, Everything.Count);
        Assert.Equal("text", Everything.Fields[0]);
        Assert.False(Everything.IsTick);
        Assert.Null(Everything.EventTime);
    }

    [Fact]
    public void When_read_by_position_Then_each_type_comes_back()
    {
        Assert.Equal("x", Everything.GetString(0));
        Assert.Equal(1, Everything.GetInt32(1));
        Assert.Equal(2L, Everything.GetInt64(2));
        Assert.Equal(0.5, Everything.GetDouble(3));
        Assert.True(Everything.GetBoolean(4));
        Assert.Equal(Noon, Everything.GetDateTime(5));
        Assert.Same(Bytes, Everything.GetBytes(6));
        Assert.Equal(new Version(1, 2), Everything.Get<Version>(7));
        Assert.Equal((Value)"x", Everything[0]);
    }

    [Fact]
    public void When_read_by_name_Then_each_type_comes_back()
    {
        Assert.Equal("x", Everything.GetString("text"));
        Assert.Equal(1, Everything.GetInt32("int"));
        Assert.Equal(2L, Everything.GetInt64("long"));
        Assert.Equal(0.5, Everything.GetDouble("double"));
        Assert.True(Everything.GetBoolean("flag"));
        Assert.Equal(Noon, Everything.GetDateTime("date"));
        Assert.Same(Bytes, Everything.GetBytes("bytes"));
        Assert.Equal(new Version(1, 2), Everything.Get<Version>("object"));
        Assert.Equal((Value)"x", Everything["text"]);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(-1)]
    public void When_the_position_does_not_exist_Then_the_message_lists_the_fields(int index)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Everything[index]);

        Assert.Contains("the tuple has 8 values: (text, int, long, double, flag, date, bytes, object)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_position_belongs_to_the_next_tuple_of_the_batch_Then_it_is_refused()
    {
        var source = new StreamSource("words", "default", 1, new Fields("word"));
        var batch = new TupleBatch(source, 9, 2);
        batch.Add(source, 9, ["a"]);
        batch.Add(source, 9, ["b"]);

        Assert.Throws<ArgumentOutOfRangeException>(() => batch[0][1]);
    }

    [Fact]
    public void When_the_field_does_not_exist_Then_the_message_lists_the_fields()
    {
        var error = Assert.Throws<ArgumentException>(() => Tuples.Word("a").GetString("wrod"));

        Assert.StartsWith("wrod does not exist; the fields are (word)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_asked_whether_a_field_exists_Then_it_tells()
    {
        Assert.True(Everything.Contains("date"));
        Assert.False(Everything.Contains("Date"));
    }

    [Fact]
    public void When_the_source_ticks_Then_the_tuple_is_a_tick()
    {
        var tick = Tuples.Of(new StreamSource(StreamIds.SystemComponent, StreamIds.Tick, -1, new Fields("interval"), IsTick: true), 30);

        Assert.True(tick.IsTick);
        Assert.Equal("__system", tick.SourceComponent);
        Assert.Equal("__tick", tick.SourceStream);
    }

    [Fact]
    public void When_kept_while_its_batch_is_filled_further_Then_it_does_not_change()
    {
        var source = new StreamSource("words", "default", 1, new Fields("word"));
        var batch = new TupleBatch(source, 9, 1);
        batch.Add(source, 9, ["kept"]);
        var kept = batch[0];

        for (var i = 0; i < 100; i++)
            batch.Add(source, 9, [i]);

        Assert.Equal("kept", kept.GetString("word"));
        Assert.Equal(1, kept.Values.Length);
    }

    [Fact]
    public void When_written_as_text_Then_source_and_values_are_shown()
    {
        var tuple = Tuples.Of(new StreamSource("count", "totals", 3, new Fields("word", "count")), "a", 2);

        Assert.Equal("count:totals[3](a, 2)", tuple.ToString());
    }
}
