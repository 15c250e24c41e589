using Topology.Engine;
using Topology.Runtime.Messaging;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Messaging;

/// <summary>Batches and tuples that do not fit into a frame.</summary>
public class BatchCodecSizeTests
{
    private readonly CodecPair _codec = new(new CodecLimits { MaxFrameBytes = 1000, MaxTupleBytes = 5000 });

    [Fact]
    public void When_a_batch_exceeds_a_frame_Then_it_is_divided_between_tuples_and_arrives_as_one()
    {
        var batch = CodecPair.BatchOf(CodecPair.Words, [.. Enumerable.Range(0, 100).Select(i => (Value[])[new string('x', 90) + i])]);

        var messages = _codec.Encode(batch, out var unsent);

        Assert.Empty(unsent);
        Assert.True(messages.Count > 9);
        Assert.All(messages, message => Assert.InRange(message.Length, 1, 1000));
        var read = _codec.Decode(messages, out _)!;
        Assert.Equal(BatchCodecTests.Texts(batch), BatchCodecTests.Texts(read));
    }

    [Fact]
    public void When_a_tuple_exceeds_a_frame_Then_it_has_a_message_for_itself()
    {
        var batch = CodecPair.BatchOf(CodecPair.Words, ["a"], [new string('b', 4000)], ["c"], [new byte[4000]]);

        var messages = _codec.Encode(batch, out _);

        Assert.Equal(4, messages.Count);
        Assert.All(messages, message => Assert.InRange(message.Length, 1, new CodecLimits { MaxTupleBytes = 5000, MaxFrameBytes = 1000 }.MaxMessageBytes));
        Assert.Equal(BatchCodecTests.Texts(batch), BatchCodecTests.Texts(_codec.Decode(messages, out _)!));
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(200_000)]
    public void When_a_tuple_is_too_large_Then_it_is_named_with_its_size_and_the_others_cross(int size)
    {
        var batch = CodecPair.BatchOf(CodecPair.Pairs, ["a", 1], ["b", new byte[size]], ["c", new string('c', size)], ["d", new string('\uD800', size)], ["e", 5]);

        var read = _codec.Decode(_codec.Encode(batch, out var unsent), out _)!;

        Assert.Equal(["a,1", "e,5"], BatchCodecTests.Texts(read));
        Assert.Equal([1, 2, 3], unsent.Select(left => left.Index));
        Assert.All(unsent, left =>
        {
            Assert.True(Assert.IsType<TupleTooLargeException>(left.Error).Size > size);
            Assert.StartsWith("A tuple of component \"count\", stream \"zählt\" is too large for another worker: at least ", left.Error.Message);
            Assert.EndsWith(", and the limit is 5,000.", left.Error.Message);
        });
    }

    [Fact]
    public void When_many_small_values_make_a_tuple_too_large_Then_it_is_named_as_well()
    {
        var batch = CodecPair.BatchOf(CodecPair.Wide, [.. Enumerable.Repeat<Value>("seven b", 700)]);

        Assert.Empty(_codec.Encode(batch, out var unsent));

        Assert.Equal(6300, Assert.IsType<TupleTooLargeException>(Assert.Single(unsent).Error).Size);
    }

    [Fact]
    public void When_a_divided_batch_ends_with_a_tuple_that_is_too_large_Then_it_is_complete_all_the_same()
    {
        var batch = CodecPair.BatchOf(CodecPair.Words, [new string('a', 900)], [new string('b', 900)], [new byte[9000]]);

        var read = _codec.Decode(_codec.Encode(batch, out var unsent), out _)!;

        Assert.Equal((2, 1), (read.Count, unsent.Count));
    }

    [Fact]
    public void When_divided_batches_of_two_senders_take_turns_Then_each_gets_its_own_tuples()
    {
        var first = _codec.Encode(CodecPair.BatchOf(CodecPair.Words, [new string('a', 900)], [new string('b', 900)]), out _);
        var second = _codec.Encode(CodecPair.BatchOf(CodecPair.Words, [new string('c', 900)], [new string('d', 900)]), out _);

        Assert.False(_codec.Decoder.Decode(1, first[0], out _, out _));
        Assert.False(_codec.Decoder.Decode(2, second[0], out _, out _));
        Assert.True(_codec.Decoder.Decode(1, first[1], out var one, out _));
        Assert.True(_codec.Decoder.Decode(2, second[1], out var other, out _));

        Assert.Equal("ab", string.Concat(BatchCodecTests.Texts(one!).Select(text => text[0])));
        Assert.Equal("cd", string.Concat(BatchCodecTests.Texts(other!).Select(text => text[0])));
    }

    [Fact]
    public void When_parts_come_out_of_turn_Then_they_are_refused()
    {
        var parts = _codec.Encode(CodecPair.BatchOf(CodecPair.Words, [new string('a', 900)], [new string('b', 900)]), out _);

        Assert.Throws<InvalidDataException>(() => _codec.Decoder.Decode(1, parts[1], out _, out _));
        _codec.Decoder.Decode(1, parts[0], out _, out _);
        Assert.Throws<InvalidDataException>(() => _codec.Decoder.Decode(1, parts[0], out _, out _));
    }
}
