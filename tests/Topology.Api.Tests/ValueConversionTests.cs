namespace Topology.Api.Tests;

public class ValueConversionTests
{
    private static readonly DateTime Noon = new(2024, 5, 6, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void When_a_string_is_held_Then_the_same_instance_comes_back()
    {
        var text = new string('x', 3);
        Value value = text;

        Assert.Same(text, value.AsString());
        Assert.Same(text, value.ToObject());
        Assert.Same(text, value.As<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void When_a_bool_is_held_Then_it_comes_back(bool flag)
    {
        Value value = flag;

        Assert.Equal(flag, value.AsBoolean());
        Assert.Equal(flag, Assert.IsType<bool>(value.ToObject()));
        Assert.Equal(flag, value.As<bool>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void When_an_int_is_held_Then_it_is_read_as_any_number(int number)
    {
        Value value = number;

        Assert.Equal(number, value.AsInt32());
        Assert.Equal(number, value.AsInt64());
        Assert.Equal(number, value.AsDouble());
        Assert.Equal(number, Assert.IsType<int>(value.ToObject()));
        Assert.Equal(number, value.As<int>());
        Assert.Equal(number, value.As<long>());
        Assert.Equal(number, value.As<double>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void When_a_long_is_held_Then_it_is_read_as_long_or_double(long number)
    {
        Value value = number;

        Assert.Equal(number, value.AsInt64());
        Assert.Equal((double)number, value.AsDouble());
        Assert.Equal(number, Assert.IsType<long>(value.ToObject()));
    }

    [Theory]
    [InlineData((long)int.MaxValue)]
    [InlineData((long)int.MinValue)]
    public void When_a_long_fits_Then_it_is_read_as_int(long number)
    {
        Value value = number;

        Assert.Equal((int)number, value.AsInt32());
        Assert.Equal((int)number, value.As<int>());
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.0)]
    [InlineData(double.NaN)]
    [InlineData(double.Epsilon)]
    [InlineData(double.NegativeInfinity)]
    public void When_a_double_is_held_Then_every_bit_comes_back(double number)
    {
        Value value = number;

        Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(value.AsDouble()));
        Assert.Equal(number, Assert.IsType<double>(value.ToObject()));
        Assert.Equal(number, value.As<double>());
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Unspecified)]
    [InlineData(DateTimeKind.Local)]
    public void When_a_date_is_held_Then_ticks_and_kind_come_back(DateTimeKind kind)
    {
        var date = DateTime.SpecifyKind(Noon, kind);
        Value value = date;

        Assert.Equal(date, value.AsDateTime());
        Assert.Equal(kind, value.AsDateTime().Kind);
        Assert.Equal(date, Assert.IsType<DateTime>(value.ToObject()));
        Assert.Equal(date, value.As<DateTime>());
    }

    [Fact]
    public void When_bytes_are_held_Then_they_are_shared()
    {
        byte[] bytes = [1, 2];
        Value value = bytes;

        Assert.Same(bytes, value.AsBytes());
        Assert.Same(bytes, value.ToObject());
        Assert.Same(bytes, value.As<byte[]>());
    }

    [Fact]
    public void When_made_of_null_Then_it_is_null_whatever_the_type()
    {
        Value[] nulls = [Value.Null, default, (string?)null, (byte[]?)null, Value.From(null)];

        foreach (var value in nulls)
        {
            Assert.True(value.IsNull);
            Assert.Null(value.ToObject());
            Assert.Equal(Value.Null, value);
            Assert.Equal("null", value.ToString());
        }
    }

    [Fact]
    public void When_null_is_read_as_a_type_that_accepts_it_Then_it_is_null()
    {
        Assert.Null(Value.Null.As<string>());
        Assert.Null(Value.Null.As<object>());
        Assert.Null(Value.Null.As<DateTime?>());
    }

    [Fact]
    public void When_made_from_an_object_Then_known_kinds_are_unboxed_and_others_shared()
    {
        var list = new List<int> { 1 };

        Assert.Equal(5, Value.From(5).AsInt32());
        Assert.Equal(5, Value.From(5L).AsInt64());
        Assert.Equal(0.5, Value.From(0.5).AsDouble());
        Assert.True(Value.From(true).AsBoolean());
        Assert.Equal(Noon, Value.From(Noon).AsDateTime());
        Assert.Equal("x", Value.From("x").AsString());
        Assert.Same(list, Value.From(list).ToObject());
        Assert.Same(list, Value.From(list).As<IReadOnlyList<int>>());
        Assert.Equal(1.5m, Value.From(1.5m).As<decimal>());
    }

    [Fact]
    public void When_made_from_a_boxed_value_Then_it_is_not_nested()
    {
        object boxed = (Value)7;

        Assert.Equal(7, Value.From(boxed).AsInt32());
        Assert.Equal(7, ((Value)7).As<Value>().AsInt32());
    }

    [Fact]
    public void When_written_as_text_Then_it_is_culture_invariant()
    {
        Assert.Equal("0.5", ((Value)0.5).ToString());
        Assert.Equal("-3", ((Value)(-3)).ToString());
        Assert.Equal("True", ((Value)true).ToString());
        Assert.Equal("x", ((Value)"x").ToString());
        Assert.Equal("05/06/2024 12:00:00", ((Value)Noon).ToString());
    }

    [Fact]
    public void When_tried_as_a_string_Then_only_a_string_is_given()
    {
        Assert.True(((Value)"x").TryGetString(out var text));
        Assert.Equal("x", text);
        Assert.False(((Value)1).TryGetString(out var none));
        Assert.Null(none);
        Assert.False(Value.Null.TryGetString(out _));
    }

    [Fact]
    public void When_tried_as_an_integer_Then_only_an_int_or_long_is_given()
    {
        Assert.True(((Value)(-1)).TryGetInt64(out var fromInt));
        Assert.True(((Value)long.MaxValue).TryGetInt64(out var fromLong));
        Assert.Equal((-1L, long.MaxValue), (fromInt, fromLong));
        foreach (var other in new Value[] { 1.0, true, DateTime.UnixEpoch, "1", Value.Null })
        {
            Assert.False(other.TryGetInt64(out var none));
            Assert.Equal(0, none);
        }
    }
}
