using Topology.Runtime.Routing;

namespace Topology.Runtime.Tests.Routing;

/// <summary>Keys that are equal must reach the same task; keys that are not should not share a hash.</summary>
public class StableHashEqualityTests
{
    private static readonly DateTimeOffset Noon = new(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private enum Big : ulong
    {
        Top = ulong.MaxValue,
    }

    public static TheoryData<object, object> EqualKeys { get; } = new()
    {
        { 1.0m, 1.00m },
        { Noon, Noon.ToOffset(TimeSpan.FromHours(2)) },
        { double.NaN, BitConverter.Int64BitsToDouble(0x7FF8000000000000) },
        { (Half)0.0, (Half)(-0.0) },
        { new List<int> { 1, 2 }, new[] { 1L, 2L } },
    };

    public static TheoryData<object, object> DifferentKeys { get; } = new()
    {
        { "", "\u0002" },
        { "aa", "caa" },
        { "aaaa", "caaaa" },
        { "0000", "20000" },
        { "22", "022" },
        { new TimeOnly(10, 0, 1), new TimeOnly(10, 0, 2) },
        { new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 2) },
        { Noon, Noon.AddMilliseconds(1) },
        { 1.1m, 1.10000001m },
    };

    [Theory]
    [MemberData(nameof(EqualKeys))]
    public void When_two_keys_are_equal_Then_their_hashes_are(object left, object right) => Assert.Equal(Hash(left), Hash(right));

    [Theory]
    [MemberData(nameof(DifferentKeys))]
    public void When_two_keys_differ_Then_their_hashes_do(object left, object right) => Assert.NotEqual(Hash(left), Hash(right));

    [Fact]
    public void When_an_enum_is_larger_than_a_long_Then_it_is_a_key_like_any_other() => Assert.NotEqual(Hash(Big.Top), Hash((Big)1));

    [Fact]
    public void When_a_key_is_a_set_Then_it_is_refused_since_its_order_is_not_defined() =>
        Assert.Contains("order is not defined", Assert.Throws<ArgumentException>(() => Hash(new HashSet<int> { 1, 2 })).Message);

    private static ulong Hash(object value) => StableHash.Of([Value.From(value)], [0]);
}
