using CsCheck;

namespace Topology.Api.Tests;

public class ValueEqualityTests
{
    private const int Samples = 2_000;

    private static readonly double[] Doubles = [0.0, -0.0, 1.0, double.NaN];

    /// <summary>Few different values of every kind, so that equal pairs are common.</summary>
    private static readonly Gen<Value> AnyValue = Gen.OneOf(
        Gen.Const(Value.Null),
        Gen.Int[-2, 2].Select(number => (Value)number),
        Gen.Int[-2, 2].Select(number => (Value)(long)number),
        Gen.Int[0, 3].Select(index => (Value)Doubles[index]),
        Gen.Bool.Select(flag => (Value)flag),
        Gen.Long[0, 2].Select(ticks => (Value)new DateTime(ticks, DateTimeKind.Utc)),
        Gen.String[Gen.Char['a', 'b'], 0, 1].Select(text => (Value)text),
        Gen.Byte[0, 1].Array[0, 2].Select(bytes => (Value)bytes),
        Gen.Int[0, 2].Select(number => Value.From((decimal)number)));

    [Fact]
    public void Equality_is_reflexive() =>
        AnyValue.Sample(value => value.Equals(value), iter: Samples, threads: 1);

    [Fact]
    public void Equality_is_symmetric() =>
        Gen.Select(AnyValue, AnyValue).Sample((left, right) => left.Equals(right) == right.Equals(left), iter: Samples, threads: 1);

    [Fact]
    public void Equality_is_transitive() =>
        Gen.Select(AnyValue, AnyValue, AnyValue).Sample(
            (first, second, third) => !first.Equals(second) || !second.Equals(third) || first.Equals(third),
            iter: Samples * 5,
            threads: 1);

    [Fact]
    public void Equal_values_have_equal_hashes() =>
        Gen.Select(AnyValue, AnyValue).Sample(
            (left, right) => !left.Equals(right) || left.GetHashCode() == right.GetHashCode(),
            iter: Samples,
            threads: 1);

    [Fact]
    public void Operators_and_boxed_equality_agree_with_Equals() =>
        Gen.Select(AnyValue, AnyValue).Sample(
            (left, right) => (left == right) == left.Equals(right)
                && (left != right) == !left.Equals(right)
                && left.Equals((object)right) == left.Equals(right),
            iter: Samples,
            threads: 1);

    [Fact]
    public void A_value_made_of_its_own_object_is_equal() =>
        AnyValue.Sample(value => Value.From(value.ToObject()).Equals(value), iter: Samples, threads: 1);

    [Fact]
    public void When_integers_have_one_value_Then_width_does_not_matter()
    {
        Assert.Equal((Value)5, (Value)5L);
        Assert.Equal(((Value)5).GetHashCode(), ((Value)5L).GetHashCode());
        Assert.NotEqual((Value)5, (Value)(5L + (1L << 32)));
    }

    [Fact]
    public void When_byte_arrays_have_one_content_Then_they_are_equal()
    {
        Value left = new byte[] { 1, 2 };
        Value right = new byte[] { 1, 2 };

        Assert.Equal(left, right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        Assert.NotEqual(left, (Value)new byte[] { 1, 3 });
        Assert.NotEqual(left, (Value)new byte[] { 1 });
    }

    [Fact]
    public void When_doubles_are_special_Then_equality_is_that_of_double()
    {
        Assert.Equal((Value)double.NaN, (Value)double.NaN);
        Assert.Equal((Value)0.0, (Value)(-0.0));
        Assert.Equal(((Value)0.0).GetHashCode(), ((Value)(-0.0)).GetHashCode());
    }

    [Fact]
    public void When_kinds_differ_Then_values_are_not_equal()
    {
        Value[] ones = [1, 1.0, true, "1", new byte[] { 1 }, new DateTime(1), Value.From(1m), Value.Null];

        for (var i = 0; i < ones.Length; i++)
        {
            for (var j = 0; j < ones.Length; j++)
                Assert.Equal(i == j, ones[i].Equals(ones[j]));
        }
    }

    [Fact]
    public void When_compared_with_something_else_Then_it_is_not_equal()
    {
        Assert.False(((Value)1).Equals((object)1));
        Assert.False(((Value)1).Equals((object?)null));
    }
}
