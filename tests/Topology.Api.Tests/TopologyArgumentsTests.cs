namespace Topology.Api.Tests;

public class TopologyArgumentsTests
{
    [Fact]
    public void When_a_line_is_parsed_Then_named_and_positional_arguments_are_told_apart()
    {
        var arguments = TopologyArguments.Parse("first", "--input", "a.txt", "--top=5", "second", "--verbose");

        Assert.Equal(["first", "second"], arguments.Positional);
        Assert.Equal(["input", "top", "verbose"], arguments.Names);
        Assert.Equal("a.txt", arguments.GetString("input"));
        Assert.Equal(5, arguments.GetInt32("top", 0));
        Assert.True(arguments.GetBoolean("verbose"));
    }

    [Fact]
    public void When_a_name_is_followed_by_a_name_Then_its_value_is_true()
    {
        var arguments = TopologyArguments.Parse("--verbose", "--top", "3");

        Assert.Equal("true", arguments.GetString("verbose"));
        Assert.Equal("3", arguments.GetString("top"));
    }

    [Fact]
    public void When_a_value_is_negative_or_holds_an_equals_sign_Then_it_is_kept_whole()
    {
        var arguments = TopologyArguments.Parse("--offset", "-5", "--filter=a=b", "--empty=");

        Assert.Equal(-5, arguments.GetInt32("offset", 0));
        Assert.Equal("a=b", arguments.GetString("filter"));
        Assert.Equal("", arguments.GetString("empty"));
    }

    [Fact]
    public void When_a_lone_double_dash_comes_Then_the_rest_is_positional()
    {
        var arguments = TopologyArguments.Parse("--flag", "--", "--top", "5", "--");

        Assert.Equal(["flag"], arguments.Names);
        Assert.Equal("true", arguments.GetString("flag"));
        Assert.Equal(["--top", "5", "--"], arguments.Positional);
    }

    [Fact]
    public void When_a_name_is_given_twice_Then_both_values_are_named()
    {
        var error = Assert.Throws<TopologyArgumentException>(() => TopologyArguments.Parse("--top=5", "--top", "6"));

        Assert.Equal("The argument --top is given twice, with \"5\" and \"6\".", error.Message);
        Assert.Equal("top", error.Argument);
    }

    [Fact]
    public void When_a_name_is_empty_Then_the_argument_is_shown()
    {
        var error = Assert.Throws<TopologyArgumentException>(() => TopologyArguments.Parse("--=5"));

        Assert.Equal("The argument \"--=5\" has no name.", error.Message);
    }

    [Fact]
    public void When_nothing_is_given_Then_defaults_come_back()
    {
        var none = TopologyArguments.Empty;

        Assert.Null(none.GetString("x"));
        Assert.Equal("d", none.GetString("x", "d"));
        Assert.Equal(1, none.GetInt32("x", 1));
        Assert.Equal(2L, none.GetInt64("x", 2));
        Assert.Equal(0.5, none.GetDouble("x", 0.5));
        Assert.False(none.GetBoolean("x"));
        Assert.True(none.GetBoolean("x", true));
        Assert.Equal(TimeSpan.MaxValue, none.GetTimeSpan("x", TimeSpan.MaxValue));
        Assert.Empty(none.Raw);
        Assert.Empty(none.Positional);
    }

    [Fact]
    public void When_values_are_given_Then_each_type_is_read()
    {
        var arguments = TopologyArguments.Parse("--i=-7", "--l", "9223372036854775807", "--d", "1e-3", "--b=FALSE", "--t", "250ms", "--s", "90");

        Assert.Equal(-7, arguments.GetInt32("i", 0));
        Assert.Equal(long.MaxValue, arguments.GetInt64("l", 0));
        Assert.Equal(0.001, arguments.GetDouble("d", 0));
        Assert.False(arguments.GetBoolean("b", true));
        Assert.Equal(TimeSpan.FromMilliseconds(250), arguments.GetTimeSpan("t", default));
        Assert.Equal(TimeSpan.FromSeconds(90), arguments.GetTimeSpan("s", default));
    }

    [Fact]
    public void When_a_value_cannot_be_read_Then_name_value_and_form_are_named()
    {
        var arguments = TopologyArguments.Parse("--x", "some");

        Assert.Equal("The argument --x has the value \"some\"; expected a whole number of 32 bits.", Error(() => arguments.GetInt32("x", 0)));
        Assert.Equal("The argument --x has the value \"some\"; expected a whole number.", Error(() => arguments.GetInt64("x", 0)));
        Assert.Equal("The argument --x has the value \"some\"; expected a number.", Error(() => arguments.GetDouble("x", 0)));
        Assert.Equal("The argument --x has the value \"some\"; expected true or false.", Error(() => arguments.GetBoolean("x")));
        Assert.Equal(
            "The argument --x has the value \"some\"; expected seconds, or a number with ms, s, m or h.",
            Error(() => arguments.GetTimeSpan("x", default)));
    }

    [Fact]
    public void When_a_number_does_not_fit_Then_it_is_refused() =>
        Assert.Contains("\"2147483648\"", Error(() => TopologyArguments.Parse("--x=2147483648").GetInt32("x", 0)), StringComparison.Ordinal);

    [Fact]
    public void When_a_required_argument_is_missing_Then_it_is_named()
    {
        Assert.Equal("The argument --input is required.", Error(() => TopologyArguments.Empty.Require("input")));
        Assert.Equal("a", TopologyArguments.Parse("--input=a").Require("input"));
    }

    [Fact]
    public void When_an_argument_is_misspelled_Then_the_nearest_known_is_named()
    {
        var arguments = TopologyArguments.Parse("--inptu=a", "--top=1", "positional");

        Assert.Equal("The argument --inptu is not known; the nearest is --input.", Error(() => arguments.EnsureOnly("input", "top")));
        Assert.Equal("The argument --inptu is not known; there are none.", Error(() => arguments.EnsureOnly()));
        TopologyArguments.Parse("--input=a", "positional").EnsureOnly("input", "top");
    }

    [Fact]
    public void When_made_from_a_dictionary_Then_parsing_its_raw_form_gives_the_same()
    {
        var made = new TopologyArguments(new Dictionary<string, string> { ["top"] = "5", ["input"] = "a b", ["flag"] = "" });

        Assert.Equal(["--flag=", "--input=a b", "--top=5"], made.Raw);
        var parsed = TopologyArguments.Parse(made.Raw);
        Assert.Equal(made.Names.Select(name => (name, made.GetString(name))), parsed.Names.Select(name => (name, parsed.GetString(name))));
    }

    [Fact]
    public void When_a_dictionary_holds_an_empty_name_or_null_Then_it_is_refused()
    {
        Assert.Throws<ArgumentException>("named", () => new TopologyArguments(new Dictionary<string, string> { [""] = "5" }));
        Assert.Throws<ArgumentNullException>("named", () => new TopologyArguments(new Dictionary<string, string> { ["a"] = null! })); // null is the case under test
    }

    [Fact]
    public void When_the_given_list_changes_Then_the_arguments_do_not()
    {
        string[] raw = ["--top=5"];
        var arguments = TopologyArguments.Parse(raw);

        raw[0] = "--other=6";

        Assert.Equal(["--top=5"], arguments.Raw);
    }

    private static string Error(Action action) => Assert.Throws<TopologyArgumentException>(action).Message;
}
