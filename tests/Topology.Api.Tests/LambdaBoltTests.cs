using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

public class LambdaBoltTests
{
    private readonly TopologyBuilder _builder = new();
    private readonly RecordingCollector _collector = new();

    public LambdaBoltTests() => _builder.SetSpout("words", () => new StubSpout("word"));

    [Fact]
    public void When_it_has_output_fields_Then_they_are_those_of_the_default_stream()
    {
        var spec = Built(new Fields("word", "n"), (_, _) => { });

        Assert.Equal(new StreamSpec("default", new Fields("word", "n"), false), Assert.Single(spec.Streams).Value);
    }

    [Fact]
    public void When_it_has_no_output_fields_Then_it_declares_no_stream() =>
        Assert.Empty(Built(new Fields(), (_, _) => { }).Streams);

    [Fact]
    public void When_a_tuple_comes_Then_the_body_emits_anchored_and_the_input_is_acked()
    {
        Run((input, collector) => collector.Emit(input.GetString("word") + "!", 1));

        Assert.Equal(["emit default(a!, 1) <- a", "ack a"], _collector.Calls);
    }

    [Fact]
    public void When_the_body_throws_FailedException_Then_the_input_fails()
    {
        Run((_, _) => throw new FailedException());

        Assert.Equal(["fail a"], _collector.Calls);
    }

    [Fact]
    public void When_there_are_several_tasks_Then_each_has_its_bolt_and_all_share_the_body()
    {
        var seen = new List<string>();
        var factory = Built(new Fields(), (input, _) => seen.Add(input.GetString(0))).Factory;
        var (first, second) = (Assert.IsAssignableFrom<Bolt>(factory()), Assert.IsAssignableFrom<Bolt>(factory()));
        first.Prepare(Contexts.Of(), _collector);
        second.Prepare(Contexts.Of(), _collector);

        first.Execute(Tuples.Word("a"));
        second.Execute(Tuples.Word("b"));

        Assert.NotSame(first, second);
        Assert.Equal(["a", "b"], seen);
        Assert.Equal(["ack a", "ack b"], _collector.Calls);
    }

    [Fact]
    public void When_parallelism_is_given_Then_the_component_has_that_many_tasks()
    {
        _builder.SetBolt("many", new Fields(), (_, _) => { }, 6).ShuffleGrouping("words");

        Assert.Equal(6, _builder.Build()["many"].Tasks);
    }

    private void Run(Action<StreamTuple, BasicOutputCollector> body)
    {
        var bolt = Assert.IsAssignableFrom<Bolt>(Built(new Fields("word", "n"), body).Factory());
        bolt.Prepare(Contexts.Of(), _collector);
        bolt.Execute(Tuples.Word("a"));
    }

    private ComponentSpec Built(Fields output, Action<StreamTuple, BasicOutputCollector> body)
    {
        _builder.SetBolt("lambda", output, body).ShuffleGrouping("words");
        return _builder.Build()["lambda"];
    }
}
