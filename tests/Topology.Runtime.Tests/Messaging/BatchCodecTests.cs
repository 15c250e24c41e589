using Topology.Engine;
using Topology.Runtime.Messaging;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Messaging;

/// <summary>What a worker writes another one reads, value by value.</summary>
public class BatchCodecTests
{
    private readonly CodecPair _codec = new();

    public static object?[] Values =>
    [
        null, true, false, 0, 1, -1, 63, 64, -64, -65, int.MaxValue, int.MinValue, 0L, 5L, -5L, long.MaxValue, long.MinValue,
        0.0, -0.0, double.NaN, double.Epsilon, double.PositiveInfinity, 1.5, "", "a", "some data", "Grüße, 世界 🦉", "\0", new string('x', 127), new string('x', 128),
        new string('ä', 127), new string('界', 40_000), "lone \uD83D surrogate", "\uDC00", new string('\uD800', 200), Array.Empty<byte>(), new byte[] { 1, 2, 255 },
        DateTime.MinValue, DateTime.MaxValue, new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Local),
    ];

    [Fact]
    public void When_a_value_crosses_Then_it_is_the_same_and_of_the_same_kind() => Assert.All(Values, Crosses);

    private void Crosses(object? value)
    {
        var read = _codec.Pass(CodecPair.BatchOf(CodecPair.Words, [Value.From(value)])).ValueAt(0, 0).ToObject();

        Assert.Equal(value?.GetType(), read?.GetType());
        Assert.Equal(value, read);
        if (value is DateTime date)
            Assert.Equal(date.Kind, ((DateTime)read!).Kind);
        if (value is double number)
            Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits((double)read!));
    }

    [Fact]
    public void When_a_text_has_any_length_and_a_foreign_character_anywhere_Then_it_crosses()
    {
        for (var length = 0; length <= 40; length++)
        {
            var ascii = string.Concat(Enumerable.Range(0, length).Select(i => (char)('!' + i)));
            Crosses(ascii);
            for (var at = 0; at < length; at++)
                Assert.All("\u007F\u0080\u0141\uFFFF", foreign => Crosses($"{ascii[..at]}{foreign}{ascii[(at + 1)..]}")); // Ł is an A where only its low byte is taken
        }
    }

    [Fact]
    public void When_a_barrier_crosses_Then_it_is_the_same_checkpoints()
    {
        Assert.Equal(long.MaxValue, _codec.Pass(TupleBatch.OfBarrier(long.MaxValue)).Barrier);

        Assert.Equal(1, _codec.Pass(TupleBatch.OfBarrier(1)).Barrier);
    }

    [Theory]
    [InlineData(3, 5L, "a mark of the unknown kind 3")]
    [InlineData(2, -1L, "a watermark of the number -1")]
    [InlineData(1, 0L, "a barrier of checkpoint 0")]
    public void When_a_mark_makes_no_sense_Then_the_other_side_is_not_what_it_should_be(byte kind, long value, string reason)
    {
        byte[] message = [1, 4, kind, .. BitConverter.GetBytes(value)];

        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => _codec.Decode([message], out _)).Message);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(5, false)]
    [InlineData(WatermarkSignal.End, false)]
    [InlineData(WatermarkSignal.Replaying, false)]
    public void When_a_watermark_crosses_Then_it_says_the_same(long watermark, bool isIdle)
    {
        var read = _codec.Pass(TupleBatch.OfWatermark(new WatermarkSignal(watermark, isIdle)));

        Assert.Equal((true, 0), (read.IsWatermark, read.Count));
        Assert.Equal(new WatermarkSignal(watermark, isIdle), read.TakeSignal());
    }

    [Fact]
    public void When_tuples_have_event_time_Then_neighbours_take_little_more()
    {
        var batch = new TupleBatch(CodecPair.Words, 7, 256);
        for (var i = 0; i < 256; i++)
        {
            batch.Add(CodecPair.Words, 7, ["word"]);
            batch.SetEventTime(DateTime.UnixEpoch.Ticks + i * TimeSpan.TicksPerMillisecond);
        }

        Assert.InRange(_codec.Encode(batch, out _)[0].Length, 1, 19 + 256 * (2 + "word".Length + 3) + 9);
    }

    [Fact]
    public void When_neighbours_have_the_same_text_in_the_same_place_Then_they_share_the_string()
    {
        var source = CodecPair.Words;
        string[] texts = ["ab", "ab", "abc", "abd", "abd", "ä", "ä", "", "", "ab"];
        var batch = new TupleBatch(source, 7, 256);
        foreach (var text in texts)
            batch.Add(source, 7, [new string(text)]);

        var read = _codec.Pass(batch);
        var again = _codec.Pass(batch);

        Assert.Equal(texts, Enumerable.Range(0, read.Count).Select(index => read.ValueAt(index, 0).AsString()));
        Assert.Equal(texts, Enumerable.Range(0, again.Count).Select(index => again.ValueAt(index, 0).AsString()));
        Assert.All([1, 4, 6], index => Assert.Same(read.ValueAt(index - 1, 0).AsString(), read.ValueAt(index, 0).AsString()));
    }

    [Fact]
    public void When_a_value_is_an_object_Then_the_serializer_carries_it()
    {
        var read = _codec.Pass(CodecPair.BatchOf(CodecPair.Words, [Value.From(new System.Version(1, 2, 3))]));

        Assert.Equal(new System.Version(1, 2, 3), read.ValueAt(0, 0).ToObject());
    }

    [Fact]
    public void When_small_tuples_of_one_stream_cross_Then_each_takes_no_more_than_its_values()
    {
        var batch = CodecPair.BatchOf(CodecPair.Words, [.. Enumerable.Repeat<Value[]>(["word"], 256)]);

        Assert.Equal(19 + 256 * (2 + "word".Length), _codec.Encode(batch, out _)[0].Length);
    }

    [Fact]
    public void When_an_sbyte_array_crosses_Then_it_is_not_taken_for_bytes()
    {
        var batch = CodecPair.BatchOf(CodecPair.Words, [Value.From(new sbyte[] { -1 })]);

        Assert.Empty(_codec.Encode(batch, out var unsent));

        Assert.Contains("SByte[]", Assert.Single(unsent).Error.Message);
    }

    [Fact]
    public void When_one_tuple_cannot_be_encoded_Then_it_is_named_and_the_others_cross()
    {
        var batch = CodecPair.BatchOf(CodecPair.Pairs, ["a", 1], ["b", Value.From(new object())], ["c", 3]);

        var read = _codec.Decode(_codec.Encode(batch, out var unsent), out var rejected);

        Assert.Empty(rejected);
        Assert.Equal(["a,1", "c,3"], Texts(read!));
        var left = Assert.Single(unsent);
        Assert.Equal(1, left.Index);
        Assert.Equal(
            "Field \"count\" of a tuple of component \"count\", stream \"zählt\" holds a System.Object, which cannot be sent to another worker: not one of mine",
            left.Error.Message);
    }

    [Fact]
    public void When_the_only_tuple_of_a_run_cannot_be_encoded_Then_its_stream_leaves_no_trace()
    {
        var batch = CodecPair.BatchOf(CodecPair.Words, ["a"]);
        batch.Add(CodecPair.Pairs, 8, [Value.From(new object()), 1]);
        batch.Add(CodecPair.OtherWords, 9, ["b"]);
        batch.Add(CodecPair.Pairs, 8, ["c", 2]);

        var read = _codec.Decode(_codec.Encode(batch, out var unsent), out _)!;

        Assert.Equal([1], unsent.Select(left => left.Index));
        Assert.Equal(["a", "b", "c,2"], Texts(read));
        Assert.Equal([CodecPair.Words, CodecPair.OtherWords, CodecPair.Pairs], Enumerable.Range(0, 3).Select(read.SourceOf));
        Assert.Equal([7, 9, 8], Enumerable.Range(0, 3).Select(read.TaskOf));
    }

    [Fact]
    public void When_an_object_cannot_be_read_Then_only_its_tuple_is_rejected_with_all_its_trees()
    {
        var batch = CodecPair.BatchOf(CodecPair.Pairs, ["a", 1]);
        batch.Add(CodecPair.Pairs, 8, [Value.From(new Uri("http://a/")), Value.From(new Uri("http://b/"))]);
        batch.SetIds(10, 1);
        batch.AddIds(20, 2);
        batch.AddIds(5, 3);
        batch.Add(CodecPair.Pairs, 9, ["c", 3]);
        batch.SetIds(11, 4);

        var read = _codec.Decode(_codec.Encode(batch, out _), out var rejected)!;

        Assert.Equal(["a,1", "c,3"], Texts(read));
        Assert.Equal((0L, 11L, 4L), (read.RootOf(0), read.RootOf(1), read.EdgeOf(1)));
        var one = Assert.Single(rejected);
        Assert.Equal((8, "10,20,5"), (one.Task, string.Join(',', one.Roots)));
        Assert.Equal(
            "Field \"word\" of a tuple of component \"count\", stream \"zählt\" cannot be read as another worker sent it: no longer one of mine",
            one.Error.Message);
    }

    [Fact]
    public void When_no_tuple_can_be_read_Then_there_is_no_batch()
    {
        var batch = CodecPair.BatchOf(CodecPair.Words, [Value.From(new Uri("http://a/"))]);

        Assert.Null(_codec.Decode(_codec.Encode(batch, out _), out var rejected));

        Assert.Empty(Assert.Single(rejected).Roots);
    }

    internal static IEnumerable<string> Texts(TupleBatch batch) =>
        Enumerable.Range(0, batch.Count).Select(index => string.Join(',', batch.ValuesOf(index).ToArray()));
}
