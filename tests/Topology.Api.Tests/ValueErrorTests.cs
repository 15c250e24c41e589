namespace Topology.Api.Tests;

public class ValueErrorTests
{
    private static readonly Dictionary<string, Action<Value>> Readers = new()
    {
        ["a string"] = value => value.AsString(),
        ["a bool"] = value => value.AsBoolean(),
        ["an int"] = value => value.AsInt32(),
        ["a long"] = value => value.AsInt64(),
        ["a double"] = value => value.AsDouble(),
        ["a DateTime"] = value => value.AsDateTime(),
        ["a byte[]"] = value => value.AsBytes(),
    };

    public static TheoryData<string> Types => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public void When_null_is_read_Then_the_message_says_what_was_expected(string type)
    {
        var error = Assert.Throws<InvalidCastException>(() => Readers[type](Value.Null));

        Assert.Equal($"The value is null, not {type}.", error.Message);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void When_another_object_is_read_Then_the_message_gives_value_and_type(string type)
    {
        var error = Assert.Throws<InvalidCastException>(() => Readers[type](Value.From(1.5m)));

        Assert.Equal($"The value '1.5' is a Decimal, not {type}.", error.Message);
    }

    [Fact]
    public void When_a_number_is_read_as_text_Then_the_message_gives_value_and_type()
    {
        var error = Assert.Throws<InvalidCastException>(() => ((Value)42).AsString());

        Assert.Equal("The value '42' is a Int32, not a string.", error.Message);
    }

    [Theory]
    [InlineData(int.MaxValue + 1L)]
    [InlineData(int.MinValue - 1L)]
    public void When_a_long_does_not_fit_an_int_Then_it_is_refused(long number)
    {
        var error = Assert.Throws<InvalidCastException>(() => ((Value)number).AsInt32());

        Assert.Equal($"The value '{number}' is a Int64, not an int.", error.Message);
    }

    [Fact]
    public void When_a_double_is_read_as_integer_Then_it_is_refused_even_if_whole()
    {
        Assert.Throws<InvalidCastException>(() => ((Value)2.0).AsInt32());
        Assert.Throws<InvalidCastException>(() => ((Value)2.0).AsInt64());
    }

    [Fact]
    public void When_a_bool_or_date_is_read_as_number_Then_it_is_refused()
    {
        Assert.Throws<InvalidCastException>(() => ((Value)true).AsInt32());
        Assert.Throws<InvalidCastException>(() => ((Value)DateTime.UnixEpoch).AsInt64());
        Assert.Throws<InvalidCastException>(() => ((Value)1).AsBoolean());
    }

    [Fact]
    public void When_read_as_a_type_it_is_not_Then_the_message_names_the_type()
    {
        var other = Assert.Throws<InvalidCastException>(() => ((Value)"x").As<Version>());
        var absent = Assert.Throws<InvalidCastException>(() => Value.Null.As<decimal>());

        Assert.Equal("The value 'x' is a String, not System.Version.", other.Message);
        Assert.Equal("The value is null, not System.Decimal.", absent.Message);
    }
}
