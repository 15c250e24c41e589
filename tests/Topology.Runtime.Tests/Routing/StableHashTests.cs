using Topology.Runtime.Routing;

namespace Topology.Runtime.Tests.Routing;

/// <summary>The hash of keys: golden values, computed once by another program, and what must hash alike.</summary>
public class StableHashTests
{
    private enum Colour { Red = 1, Green = 5 }

    public static TheoryData<object?, ulong> Golden => new()
    {
        { "", 0x546838e57e1ff05a },
        { "a", 0xa8bf9132200ba780 },
        { "word", 0x789d2aa9102ab0d1 },
        { "nathan", 0x46dcbce0f3bc01fd },
        { "the quick brown fox jumps", 0x25d733413e383d0b },
        { 0L, 0xf0a3c2ef9dfe6013 },
        { -1L, 0x5b5b856316411d90 },
        { 42L, 0x774b543c4e963f72 },
        { 1L << 40, 0x52291a9a21f88910 },
        { 0.0, 0xe1315b52b0239552 },
        { 1.5, 0x3482e8b3cf6de45d },
        { false, 0xdc1c9b9bddcd7782 },
        { new byte[] { 1, 2, 3 }, 0x939f3732e4272c17 },
        { Enumerable.Range(0, 20).Select(i => (byte)i).ToArray(), 0x73dbba692a20a68b },
        { null, 0x952f14f1e8ddc491 },
        { new Guid("00112233-4455-6677-8899-aabbccddeeff"), 0x3d25399efb245a65 },
        { new DateTime(2024, 2, 29), 0xcc922d35576890b2 },
        { new List<object> { "a", 1 }, 0x2490b116ed3077af },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void When_a_key_is_hashed_Then_the_hash_is_the_same_as_ever(object? key, ulong expected) =>
        Assert.Equal(expected, Hash(Value.From(key)));

    [Fact]
    public void When_there_are_several_key_fields_Then_the_hash_is_the_same_as_ever() =>
        Assert.Equal(0x2490b116ed3077aful, Hash("a", 1));

    [Fact]
    public void When_an_int_and_a_long_are_equal_Then_they_hash_alike()
    {
        Assert.Equal(Hash(42L), Hash(42));
        Assert.Equal(Hash(-1L), Hash(-1));
        foreach (object narrow in new object[] { (short)42, (sbyte)42, (byte)42, (ushort)42, 42u, 42ul })
            Assert.Equal(Hash(42L), Hash(Value.From(narrow)));
    }

    [Fact]
    public void When_zero_is_negative_Then_it_hashes_as_the_positive_one()
    {
        Assert.Equal(Hash(0.0), Hash(-0.0));
        Assert.Equal(Hash(0.0), Hash(Value.From(-0.0f)));
    }

    [Fact]
    public void When_a_float_is_exactly_a_double_Then_they_hash_alike() => Assert.Equal(Hash(1.5), Hash(Value.From(1.5f)));

    [Fact]
    public void When_byte_arrays_have_the_same_content_Then_they_hash_alike()
    {
        Assert.Equal(Hash(new byte[] { 7, 8, 9 }), Hash(new byte[] { 7, 8, 9 }));
        Assert.NotEqual(Hash(new byte[] { 7, 8, 9 }), Hash(new byte[] { 7, 8, 10 }));
    }

    [Fact]
    public void When_a_long_byte_array_differs_in_one_byte_Then_the_hash_differs()
    {
        var bytes = new byte[67];
        var hashes = new HashSet<ulong> { Hash(bytes) };
        for (var i = 0; i < bytes.Length; i++)
        {
            var other = new byte[67];
            other[i] = 1;
            Assert.True(hashes.Add(Hash(other)), $"byte {i} does not count");
        }
    }

    [Fact]
    public void When_lists_arrays_and_tuples_have_the_same_items_Then_they_hash_alike()
    {
        var expected = Hash(Value.From(new List<object> { "a", 1L, true }));

        Assert.Equal(expected, Hash(Value.From(new object[] { "a", 1, true })));
        Assert.Equal(expected, Hash(Value.From(new Value[] { "a", 1, true })));
        Assert.Equal(expected, Hash(Value.From(("a", 1, true))));
        Assert.NotEqual(expected, Hash(Value.From(new List<object> { 1L, "a", true })));
    }

    [Fact]
    public void When_lists_are_nested_Then_their_content_counts()
    {
        Assert.Equal(Hash(Value.From(new[] { new[] { 1, 2 }, [3] })), Hash(Value.From(new List<List<long>> { new() { 1, 2 }, new() { 3 } })));
        Assert.NotEqual(Hash(Value.From(new[] { new[] { 1, 2 }, [3] })), Hash(Value.From(new[] { new[] { 1 }, [2, 3] })));
    }

    [Fact]
    public void When_constants_of_an_enum_are_the_same_Then_they_hash_alike()
    {
        Assert.Equal(Hash(Value.From(Colour.Green)), Hash(Value.From((Colour)5)));
        Assert.NotEqual(Hash(Value.From(Colour.Green)), Hash(Value.From(Colour.Red)));
    }

    [Fact]
    public void When_a_null_is_one_of_two_keys_Then_its_place_counts() => Assert.NotEqual(Hash(Value.Null, "a"), Hash("a", Value.Null));

    [Fact]
    public void When_keys_change_places_Then_the_hash_differs() => Assert.NotEqual(Hash("a", "b"), Hash("b", "a"));

    [Fact]
    public void When_only_some_fields_are_the_key_Then_the_others_do_not_count() =>
        Assert.Equal(StableHash.Of(["x", "key", 1], [1]), StableHash.Of(["y", "key", 2], [1]));

    [Theory]
    [InlineData("object", "System.Object cannot be a grouping key: its content is not known. Use a string, a number, a date, a Guid, an enum, bytes, or a list of these.")]
    [InlineData("dictionary", "cannot be a grouping key: its order is not defined")]
    [InlineData("set", "cannot be a grouping key: its order is not defined")]
    [InlineData("inner", "System.Object cannot be a grouping key: its content is not known")]
    public void When_a_value_cannot_be_a_key_Then_the_message_names_its_type_and_says_what_can(string what, string expected)
    {
        object value = what switch
        {
            "dictionary" => new Dictionary<string, int>(),
            "set" => new HashSet<string>(),
            "inner" => new[] { new object() },
            _ => new object(),
        };

        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Hash(Value.From(value))).Message);
    }

    [Fact]
    public void When_a_hash_is_reduced_Then_the_result_is_below_the_count()
    {
        foreach (var count in new[] { 1, 2, 7, 65_535 })
        {
            Assert.Equal(0, StableHash.Reduce(0, count));
            Assert.Equal(count - 1, StableHash.Reduce(ulong.MaxValue, count));
        }
    }

    private static ulong Hash(params Value[] values) => StableHash.Of(values, [.. Enumerable.Range(0, values.Length)]);
}
