using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

/// <summary>Mistakes that concern more than one component, and how they are reported together.</summary>
public class TopologyMistakesTests
{
    private readonly TopologyBuilder _builder = new();

    public TopologyMistakesTests() => _builder.SetSpout("words", () => new StubSpout("word"));

    [Fact]
    public void When_there_are_several_mistakes_Then_all_are_reported_in_order_of_component()
    {
        Bolt("z").ShuffleGrouping("nobody");
        Bolt("a").FieldsGrouping("words", new Fields("wrd")).ShuffleGrouping("words", "nothing");
        _builder.SetSpout("broken", () => throw new FormatException("no file"));

        var error = Assert.Throws<InvalidTopologyException>(() => _builder.Build());

        string[] expected =
        [
            "Component \"broken\" failed to declare its output fields: FormatException: no file",
            "Bolt \"a\" groups stream \"default\" of component \"words\" by field \"wrd\", which does not exist; the nearest is \"word\".",
            "Bolt \"a\" subscribes to stream \"nothing\" of component \"words\", which does not exist; the nearest is \"default\".",
            "Bolt \"z\" subscribes to component \"nobody\", which does not exist; the nearest is \"words\".",
        ];
        Assert.Equal(expected, error.Mistakes);
        Assert.Equal("The topology is invalid, 4 mistakes:\n- " + string.Join("\n- ", expected), error.Message);
    }

    [Fact]
    public void When_there_is_one_mistake_Then_it_is_the_message()
    {
        Bolt("count");

        var error = Assert.Throws<InvalidTopologyException>(() => _builder.Build());

        Assert.Equal("The topology is invalid: Bolt \"count\" subscribes to nothing and has no tick interval, so it would never get a tuple.", error.Message);
    }

    [Fact]
    public void When_components_form_a_cycle_Then_it_is_named()
    {
        Bolt("a").ShuffleGrouping("words").ShuffleGrouping("c");
        Bolt("b").ShuffleGrouping("a");
        Bolt("c").ShuffleGrouping("b");

        Expect("The components form a cycle: a -> b -> c -> a.");
    }

    [Fact]
    public void When_a_bolt_reads_itself_Then_the_cycle_is_named()
    {
        Bolt("loop").ShuffleGrouping("words").ShuffleGrouping("loop");

        Expect("The components form a cycle: loop -> loop.");
    }

    [Fact]
    public void When_there_are_two_cycles_Then_both_are_named()
    {
        Bolt("a").ShuffleGrouping("words").ShuffleGrouping("b");
        Bolt("b").ShuffleGrouping("a");
        Bolt("c").ShuffleGrouping("words").ShuffleGrouping("d");
        Bolt("d").ShuffleGrouping("c");

        Expect("The components form a cycle: a -> b -> a.", "The components form a cycle: c -> d -> c.");
    }

    [Fact]
    public void When_two_paths_meet_again_Then_that_is_no_cycle()
    {
        Bolt("left").ShuffleGrouping("words");
        Bolt("right").ShuffleGrouping("words");
        Bolt("join").ShuffleGrouping("left").ShuffleGrouping("right").ShuffleGrouping("words");

        Assert.Equal(4, _builder.Build().Components.Count);
    }

    [Fact]
    public void When_only_a_system_stream_closes_the_loop_Then_that_is_no_cycle()
    {
        Bolt("a").ShuffleGrouping("words").ShuffleGrouping("b", StreamIds.System);
        Bolt("b").ShuffleGrouping("a");

        Assert.Equal(3, _builder.Build().Components.Count);
    }

    [Fact]
    public void When_a_component_cannot_declare_Then_nothing_is_said_about_its_readers()
    {
        _builder.SetSpout("broken", () => new StubSpout("x", "y", "x"));
        Bolt("count").FieldsGrouping("broken", new Fields("z"));

        var mistake = Assert.Single(Assert.Throws<InvalidTopologyException>(() => _builder.Build()).Mistakes);

        Assert.StartsWith("Component \"broken\" failed to declare its output fields: ArgumentException: duplicate field 'x'", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_component_declares_a_stream_twice_Then_both_are_named()
    {
        _builder.SetSpout("broken", () => new StubSpout(declarer =>
        {
            declarer.Declare(new Fields("x"));
            declarer.Declare(new Fields("y"));
        }));

        var mistake = Assert.Single(Assert.Throws<InvalidTopologyException>(() => _builder.Build()).Mistakes);

        Assert.StartsWith(
            "Component \"broken\" failed to declare its output fields: ArgumentException: Stream \"default\" is declared twice.",
            mistake,
            StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_factory_returns_null_Then_the_component_is_named()
    {
        _builder.SetSpout("broken", () => null!); // null is the case under test

        Expect("Component \"broken\" failed to declare its output fields: InvalidOperationException: its factory returned null");
    }

    [Fact]
    public void When_the_mistakes_are_mended_Then_the_same_builder_builds()
    {
        var count = Bolt("count");
        Assert.Throws<InvalidTopologyException>(() => _builder.Build());

        count.ShuffleGrouping("words");

        Assert.Equal(2, _builder.Build().Components.Count);
    }

    private BoltDeclarer Bolt(string id) => _builder.SetBolt(id, () => new StubBolt("n"));

    private void Expect(params string[] mistakes) =>
        Assert.Equal(mistakes, Assert.Throws<InvalidTopologyException>(() => _builder.Build()).Mistakes);
}
