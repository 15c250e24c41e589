namespace Topology.Api.Tests;

public class FieldsTests
{
    private static readonly Fields FooBar = new("foo", "bar");

    [Fact]
    [Trait("Behaviour", "T36")]
    public void When_a_name_occurs_twice_Then_it_is_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(() => new Fields("foo", "bar", "foo"));

        Assert.StartsWith("duplicate field 'foo'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void When_a_name_is_empty_Then_it_is_refused_by_position(string? name)
    {
        var error = Assert.Throws<ArgumentException>(() => new Fields("foo", name!)); // null is the case under test

        Assert.StartsWith("field 1 has no name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Behaviour", "T37")]
    public void When_a_position_is_too_high_Then_the_message_lists_the_fields()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => FooBar[2]);

        Assert.Contains("there are 2 fields: (foo, bar)", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.ActualValue);
    }

    [Fact]
    public void When_a_position_is_negative_Then_it_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => FooBar[-1]);

    [Fact]
    [Trait("Behaviour", "T37")]
    public void When_a_name_is_unknown_Then_the_message_lists_the_fields()
    {
        var error = Assert.Throws<ArgumentException>(() => FooBar.IndexOf("baz"));

        Assert.StartsWith("baz does not exist; the fields are (foo, bar)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Behaviour", "T37")]
    public void When_positions_and_names_exist_Then_they_find_each_other()
    {
        Assert.Equal("foo", FooBar[0]);
        Assert.Equal("bar", FooBar[1]);
        Assert.Equal(0, FooBar.IndexOf("foo"));
        Assert.Equal(1, FooBar.IndexOf("bar"));
        Assert.Equal(2, FooBar.Count);
    }

    [Fact]
    public void When_the_name_is_another_instance_of_the_text_Then_it_is_found()
    {
        var copy = new string(['b', 'a', 'r']);

        Assert.True(FooBar.TryIndexOf(copy, out var index));
        Assert.Equal(1, index);
        Assert.True(FooBar.Contains(copy));
    }

    [Fact]
    public void When_looking_an_unknown_name_up_Then_the_position_is_minus_one()
    {
        Assert.False(FooBar.TryIndexOf("Foo", out var index));
        Assert.Equal(-1, index);
        Assert.False(FooBar.Contains("Foo"));
    }

    [Fact]
    [Trait("Behaviour", "T38")]
    public void When_selecting_Then_values_come_in_the_selectors_order()
    {
        Value[] values = ["a", "b", "c"];

        Assert.Equal<Value>(["b"], FooBar.Select(new Fields("bar"), values));
        Assert.Equal<Value>(["b", "a"], FooBar.Select(new Fields("bar", "foo"), values));
    }

    [Fact]
    [Trait("Behaviour", "T38")]
    public void When_selecting_an_unknown_field_Then_it_is_refused_by_name()
    {
        Value[] values = ["a", "b", "c"];

        var error = Assert.Throws<ArgumentException>(() => FooBar.Select(new Fields("bar", "baz"), values));

        Assert.StartsWith("baz does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_given_array_changes_Then_the_fields_do_not()
    {
        string[] names = ["foo", "bar"];
        var fields = new Fields(names);

        names[0] = "changed";

        Assert.Equal(["foo", "bar"], fields);
    }

    [Fact]
    public void When_names_and_order_agree_Then_fields_are_equal_with_equal_hashes()
    {
        var same = new Fields("foo", "bar");

        Assert.Equal(FooBar, same);
        Assert.Equal(FooBar.GetHashCode(), same.GetHashCode());
        Assert.Equal(new Fields(), new Fields());
        Assert.Equal(new Fields().GetHashCode(), new Fields().GetHashCode());
    }

    [Fact]
    public void When_order_count_or_case_differ_Then_fields_are_not_equal()
    {
        Assert.False(FooBar.Equals(new Fields("bar", "foo")));
        Assert.False(FooBar.Equals(new Fields("foo")));
        Assert.False(FooBar.Equals(new Fields("foo", "Bar")));
        Assert.False(FooBar.Equals((object)"foo"));
        Assert.False(FooBar.Equals((Fields?)null));
    }

    [Fact]
    public void When_written_as_text_Then_names_stand_in_parentheses()
    {
        Assert.Equal("(foo, bar)", FooBar.ToString());
        Assert.Equal("()", new Fields().ToString());
    }
}
