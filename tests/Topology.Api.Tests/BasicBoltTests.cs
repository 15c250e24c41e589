using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

public class BasicBoltTests
{
    private readonly RecordingCollector _collector = new();

    [Fact]
    public void When_it_emits_Then_emits_are_anchored_and_the_ack_comes_last()
    {
        Run((input, collector) =>
        {
            collector.Emit("one", 1);
            collector.EmitTo("side", "two");
            collector.EmitDirect(7, "direct", "three");
        });

        Assert.Equal(["emit default(one, 1) <- a", "emit side(two) <- a", "emit direct@7(three) <- a", "ack a"], _collector.Calls);
    }

    [Fact]
    public void When_it_emits_nothing_Then_the_input_is_acked()
    {
        Run((_, _) => { });

        Assert.Equal(["ack a"], _collector.Calls);
    }

    [Fact]
    public void When_a_second_input_comes_Then_emits_are_anchored_to_it()
    {
        var bolt = Prepared((input, collector) => collector.Emit(input[0]));

        bolt.Execute(Tuples.Word("a"));
        bolt.Execute(Tuples.Word("b"));

        Assert.Equal(["emit default(a) <- a", "ack a", "emit default(b) <- b", "ack b"], _collector.Calls);
    }

    [Fact]
    public void When_it_throws_FailedException_Then_the_input_fails_and_nothing_is_reported()
    {
        Run((_, _) => throw new FailedException("not now"));

        Assert.Equal(["fail a"], _collector.Calls);
    }

    [Fact]
    public void When_a_failure_is_to_be_reported_Then_it_is()
    {
        var failure = new FailedException("not now") { Report = true };

        Run((_, _) => throw failure);

        Assert.Equal(["fail a", "report not now"], _collector.Calls);
        Assert.Same(failure, Assert.Single(_collector.Errors));
    }

    [Fact]
    public void When_it_emitted_before_failing_Then_the_input_still_fails_and_is_not_acked()
    {
        Run((_, collector) =>
        {
            collector.Emit("one");
            throw new FailedException();
        });

        Assert.Equal(["emit default(one) <- a", "fail a"], _collector.Calls);
    }

    [Fact]
    public void When_it_throws_anything_else_Then_the_exception_is_left_to_the_runtime()
    {
        var error = new FormatException("bad");

        Assert.Same(error, Assert.Throws<FormatException>(() => Run((_, _) => throw error)));

        Assert.Empty(_collector.Calls);
    }

    [Fact]
    public void When_it_reports_an_error_Then_the_input_is_still_acked()
    {
        Run((_, collector) => collector.ReportError(new FormatException("odd")));

        Assert.Equal(["report odd", "ack a"], _collector.Calls);
    }

    [Fact]
    public void When_it_is_executed_before_Prepare_Then_the_message_says_so()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new ScriptedBolt((_, _) => { }).Execute(Tuples.Word("a")));

        Assert.Equal("Execute was called before Prepare.", error.Message);
    }

    [Fact]
    public void When_it_is_prepared_Then_it_gets_its_context()
    {
        var context = Contexts.Of();
        var bolt = new ScriptedBolt((_, _) => { });

        bolt.Prepare(context, _collector);

        Assert.Same(context, bolt.Context);
    }

    [Fact]
    public void When_a_FailedException_has_no_message_Then_it_has_a_standard_one() =>
        Assert.Equal("The bolt failed its input.", new FailedException().Message);

    private void Run(Action<StreamTuple, BasicOutputCollector> body) => Prepared(body).Execute(Tuples.Word("a"));

    private ScriptedBolt Prepared(Action<StreamTuple, BasicOutputCollector> body)
    {
        var bolt = new ScriptedBolt(body);
        bolt.Prepare(Contexts.Of(), _collector);
        return bolt;
    }

    private sealed class ScriptedBolt(Action<StreamTuple, BasicOutputCollector> body) : BasicBolt
    {
        public TopologyContext? Context { get; private set; }

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override void Prepare(TopologyContext context) => Context = context;

        public override void Execute(StreamTuple input, BasicOutputCollector collector) => body(input, collector);
    }
}
