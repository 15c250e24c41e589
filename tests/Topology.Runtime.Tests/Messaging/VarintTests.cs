using CsCheck;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Tests.Messaging;

/// <summary>Numbers in bytes of 7 bits, against the plain definition of them.</summary>
public class VarintTests
{
    private static readonly Gen<ulong> Numbers = Gen.Select(Gen.ULong, Gen.Int[0, 63]).Select((number, shift) => number >> shift);

    [Fact]
    public void When_a_number_is_written_Then_its_bytes_are_those_of_the_definition() => Numbers.Sample(number =>
    {
        Span<byte> room = stackalloc byte[Wire.MaxVarintBytes];

        var count = Wire.WriteVarint(ref room[0], number);

        Assert.Equal(Defined(number), room[..count].ToArray());
    });

    [Fact]
    public void When_each_length_begins_or_ends_Then_the_bytes_are_right_as_well() => Assert.All(Enumerable.Range(0, 64).SelectMany(bit => (ulong[])[(1UL << bit) - 1, 1UL << bit, ulong.MaxValue >> bit]), number =>
    {
        Span<byte> room = stackalloc byte[Wire.MaxVarintBytes];

        var count = Wire.WriteVarint(ref room[0], number);

        Assert.Equal(Defined(number), room[..count].ToArray());
        Assert.Equal(number, Read(room[..count].ToArray(), behind: 0));
        Assert.Equal(number, Read(room[..count].ToArray(), behind: 20));
    });

    [Fact]
    public void When_it_is_read_Then_it_is_the_number_whatever_lies_behind() => Gen.Select(Numbers, Gen.Int[0, 12]).Sample((number, behind) =>
        Assert.Equal(number, Read(Defined(number), behind)));

    [Fact]
    public void When_it_breaks_off_or_has_too_many_bits_Then_it_is_refused()
    {
        Assert.All(Enumerable.Range(1, 9), count => Assert.Throws<InvalidDataException>(() => Read([.. Enumerable.Repeat((byte)0x80, count)], behind: 0)));
        Assert.Throws<InvalidDataException>(() => Read([.. Enumerable.Repeat((byte)0xFF, 10)], behind: 10));
        Assert.Throws<InvalidDataException>(() => Read([.. Enumerable.Repeat((byte)0xFF, 9), 2], behind: 10));
    }

    private static byte[] Defined(ulong number)
    {
        var bytes = new List<byte>();
        for (; number >= 0x80; number >>= 7)
            bytes.Add((byte)(number & 0x7F | 0x80));
        return [.. bytes, (byte)number];
    }

    private static ulong Read(byte[] bytes, int behind)
    {
        var reader = new WireReader([.. bytes, .. Enumerable.Repeat((byte)0xA5, behind)]);
        var number = reader.ReadVarint();
        Assert.Equal(bytes.Length, reader.Position);
        return number;
    }
}
