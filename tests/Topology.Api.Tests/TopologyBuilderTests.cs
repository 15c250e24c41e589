using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

public class TopologyBuilderTests
{
    private readonly TopologyBuilder _builder = new();

    [Fact]
    [Trait("Behaviour", "T7")]
    public void When_the_graph_is_valid_Then_components_come_in_ordinal_order()
    {
        _builder.SetBolt("sum", () => new StubBolt("total")).FieldsGrouping("words", new Fields("word"));
        _builder.SetSpout("words", () => new StubSpout("word"), 3);
        _builder.SetBolt("Print", () => new StubBolt("out"), 2).GlobalGrouping("sum");

        var spec = _builder.Build();

        Assert.Equal(["Print", "sum", "words"], spec.Components.Select(component => component.Id));
        Assert.Equal([ComponentKind.Bolt, ComponentKind.Bolt, ComponentKind.Spout], spec.Components.Select(component => component.Kind));
        Assert.Equal([2, 1, 3], spec.Components.Select(component => component.Tasks));
        Assert.Equal([2, 1, 3], spec.Components.Select(component => component.Executors));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [Trait("Behaviour", "T33")]
    public void When_the_parallelism_is_less_than_1_Then_it_is_refused(int parallelism)
    {
        Action[] attempts =
        [
            () => _builder.SetSpout("a", () => new StubSpout("x"), parallelism),
            () => _builder.SetBolt("b", () => new StubBolt("x"), parallelism),
            () => _builder.SetBolt("c", new Fields("x"), (_, _) => { }, parallelism),
        ];

        foreach (var attempt in attempts)
            Assert.Equal(parallelism, Assert.Throws<ArgumentOutOfRangeException>("parallelism", attempt).ActualValue);
    }

    [Fact]
    public void When_the_id_of_a_spout_is_used_again_Then_the_message_names_kind_and_id()
    {
        _builder.SetSpout("words", () => new StubSpout("word"));

        var again = Assert.Throws<ArgumentException>("id", () => _builder.SetSpout("words", () => new StubSpout("word")));
        var asBolt = Assert.Throws<ArgumentException>("id", () => _builder.SetBolt("words", () => new StubBolt("word")));

        Assert.StartsWith("A spout has already been declared with the id \"words\".", again.Message, StringComparison.Ordinal);
        Assert.StartsWith("A spout has already been declared with the id \"words\".", asBolt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_id_of_a_bolt_is_used_again_Then_the_message_names_kind_and_id()
    {
        _builder.SetBolt("count", () => new StubBolt("word"));

        var again = Assert.Throws<ArgumentException>("id", () => _builder.SetBolt("count", new Fields(), (_, _) => { }));

        Assert.StartsWith("A bolt has already been declared with the id \"count\".", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_an_argument_is_missing_Then_it_is_named()
    {
        Assert.Throws<ArgumentException>("id", () => _builder.SetSpout("", () => new StubSpout("x")));
        Assert.Throws<ArgumentNullException>("id", () => _builder.SetBolt(null!, () => new StubBolt("x"))); // null is the case under test
        Assert.Throws<ArgumentNullException>("factory", () => _builder.SetSpout("a", null!)); // null is the case under test
        Assert.Throws<ArgumentNullException>("output", () => _builder.SetBolt("a", null!, (_, _) => { })); // null is the case under test
        Assert.Throws<ArgumentNullException>("body", () => _builder.SetBolt("a", new Fields(), null!)); // null is the case under test
    }

    [Fact]
    public void When_an_add_was_refused_Then_the_builder_is_unchanged()
    {
        _builder.SetSpout("words", () => new StubSpout("word"));
        Assert.Throws<ArgumentException>(() => _builder.SetBolt("words", () => new StubBolt("other")));

        var component = Assert.Single(_builder.Build().Components);

        Assert.Equal(ComponentKind.Spout, component.Kind);
        Assert.Equal(new Fields("word"), component.Streams["default"].Fields);
    }

    [Fact]
    public void When_the_builder_changes_after_a_build_Then_the_earlier_result_does_not()
    {
        var words = _builder.SetSpout("words", () => new StubSpout("word"));
        var count = _builder.SetBolt("count", () => new StubBolt("n")).ShuffleGrouping("words");
        var first = _builder.Build();
        var hash = first.Hash;

        words.AddConfiguration("k", "v").SetNumTasks(5);
        count.GlobalGrouping("words", StreamIds.System);
        _builder.SetBolt("late", () => new StubBolt("n")).ShuffleGrouping("words");
        var second = _builder.Build();

        Assert.Equal(["count", "words"], first.Components.Select(component => component.Id));
        Assert.Empty(first["words"].Configuration);
        Assert.Equal(1, first["words"].Tasks);
        Assert.Equal(hash, new TopologySpec(first.Components).Hash);
        Assert.Equal(3, second.Components.Count);
        Assert.Equal(5, second["words"].Tasks);
    }

    [Fact]
    public void When_a_component_declares_after_DeclareOutputFields_returned_Then_it_is_ignored()
    {
        OutputFieldsDeclarer? kept = null;
        _builder.SetSpout("words", () => new StubSpout(declarer => (kept = declarer).Declare(new Fields("word"))));
        var spec = _builder.Build();

        kept!.DeclareStream("late", new Fields("x")); // set by Build

        Assert.Equal(["default"], spec["words"].Streams.Keys);
    }

    [Fact]
    public void When_built_Then_factories_make_a_new_instance_each_time()
    {
        _builder.SetSpout("words", () => new StubSpout("word"));

        var factory = _builder.Build()["words"].Factory;

        Assert.NotSame(Assert.IsType<StubSpout>(factory()), Assert.IsType<StubSpout>(factory()));
    }

    [Fact]
    public void When_a_component_of_the_spec_is_misspelled_Then_the_message_names_the_nearest()
    {
        _builder.SetSpout("words", () => new StubSpout("word"));

        var error = Assert.Throws<KeyNotFoundException>(() => _builder.Build()["word"]);

        Assert.Equal("There is no component \"word\"; the nearest is \"words\".", error.Message);
    }
}
