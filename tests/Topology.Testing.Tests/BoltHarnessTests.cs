using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests;

/// <summary>One bolt by itself, as an author tests it.</summary>
public class BoltHarnessTests
{
    private static readonly Fields Line = new("line");

    [Fact]
    public void When_a_tuple_is_executed_Then_what_the_bolt_emits_and_acks_is_there_at_once()
    {
        using var harness = new BoltHarness(() => new SplitBolt(), Line);

        var first = harness.Execute("to be");
        var second = harness.Execute("");

        Assert.Equal(["(to)", "(be)"], harness.Emitted().Texts());
        Assert.Equal([first], harness.Acked);
        Assert.Equal([second], harness.Failed);
        Assert.Equal((0, 1), (first, second));
    }

    [Fact]
    public void When_emits_are_taken_Then_only_those_since_the_last_time_are_shown()
    {
        using var harness = new BoltHarness(() => new SplitBolt(), Line);
        harness.Execute("to be");
        Assert.Equal(["(to)", "(be)"], harness.TakeEmitted().Texts());

        harness.Execute("or not");

        Assert.Equal(["(or)", "(not)"], harness.TakeEmitted().Texts());
        Assert.Empty(harness.TakeEmitted());
        Assert.Equal(4, harness.Emitted().Count);
    }

    [Fact]
    public void When_the_bolt_keeps_inputs_Then_they_are_acked_when_it_is_done_with_them()
    {
        using var harness = new BoltHarness(() => new AggregateBolt(3), new Fields("number"));

        harness.Execute(1);
        harness.Execute(2);
        Assert.Empty(harness.Acked);
        Assert.Empty(harness.Emitted());
        harness.Execute(3);

        Assert.Equal([0, 1, 2], harness.Acked);
        Assert.Equal(["(1)"], harness.Emitted().Texts());
    }

    [Fact]
    public void When_an_input_is_forgotten_Then_it_fails_once_the_time_out_is_over()
    {
        using var harness = new BoltHarness(() => new AckEveryOtherBolt(), Line, new TopologyConfig { MessageTimeout = TimeSpan.FromSeconds(10) });
        harness.Execute("acked");
        var forgotten = harness.Execute("forgotten");

        harness.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(harness.Failed);
        harness.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([forgotten], harness.Failed);
    }

    [Fact]
    public void When_it_ticks_Then_the_bolt_gets_exactly_one_tick()
    {
        using var harness = new BoltHarness(() => new SumBolt(), new Fields("number"), tickInterval: TimeSpan.FromMinutes(1));
        harness.Execute(3);
        harness.Execute(4);
        Assert.Empty(harness.TakeEmitted());

        harness.Tick();
        Assert.Equal(["(7)"], harness.TakeEmitted().Texts());
        harness.Tick();
        Assert.Equal(["(0)"], harness.TakeEmitted().Texts());
    }

    [Fact]
    public void When_it_was_made_without_an_interval_Then_a_tick_says_what_is_missing()
    {
        using var harness = new BoltHarness(() => new SumBolt(), new Fields("number"));

        var error = Assert.Throws<InvalidOperationException>(harness.Tick);

        Assert.Equal("The bolt gets no ticks: give the harness a tick interval.", error.Message);
    }

    [Fact]
    public void When_the_bolt_throws_Then_so_does_the_harness_and_the_input_fails()
    {
        using var harness = new BoltHarness(() => new SumBolt(), new Fields("number"));

        var error = Assert.Throws<ComponentException>(() => harness.Execute("many"));

        Assert.IsType<InvalidCastException>(error.InnerException);
        Assert.Equal([0], harness.Failed);
    }

    [Fact]
    public void When_the_bolt_has_thrown_Then_the_next_tuple_finds_a_new_instance()
    {
        var made = 0;
        using var harness = new BoltHarness(() =>
        {
            made++;
            return new SumBolt();
        }, new Fields("number"));
        var before = made;

        for (var i = 0; i < 20; i++)
            Assert.Throws<ComponentException>(() => harness.Execute("many"));
        var good = harness.Execute(5);

        Assert.Equal([good], harness.Acked);
        Assert.Equal(20, made - before);
    }

    [Fact]
    public void When_Prepare_throws_Then_the_harness_cannot_be_made()
    {
        var error = Assert.Throws<ComponentException>(() => new BoltHarness(() => new UnpreparedBolt(), Line));

        Assert.Contains("component \"bolt\"", error.Message, StringComparison.Ordinal);
        Assert.Equal("no connection", error.InnerException?.Message);
    }

    [Theory]
    [InlineData("ack twice", "which it had acked or failed before")]
    [InlineData("anchor to an acked input", "emitted anchored to")]
    [InlineData("too many values", "emitted 2 values to stream \"default\", which declares 1")]
    [InlineData("unknown stream", "emitted to stream \"wrods\"")]
    public void When_the_bolt_breaks_a_rule_Then_the_message_says_which(string mistake, string expected)
    {
        using var harness = new BoltHarness(() => new FunctionBolt(Misbehave, new Fields("word")), new Fields("mistake"));

        var error = Assert.Throws<ComponentException>(() => harness.Execute(mistake));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_it_is_disposed_Then_the_bolt_is_cleaned_up()
    {
        var cleaned = 0;
        var harness = new BoltHarness(() => new CleanedBolt(() => cleaned++), Line);

        harness.Dispose();

        Assert.Equal(1, cleaned);
    }

    [Fact]
    public void When_the_bolt_asks_for_the_time_Then_it_gets_the_harness_time()
    {
        DateTimeOffset seen = default;
        using var harness = new BoltHarness(() => new FunctionBolt((tuple, collector, context) =>
        {
            seen = context.TimeProvider.GetUtcNow();
            collector.Ack(tuple);
        }), Line);
        harness.Advance(TimeSpan.FromMinutes(5));

        var before = harness.Time.GetUtcNow();
        harness.Execute("x");

        Assert.InRange(seen, before, before + TimeSpan.FromMilliseconds(1));
    }

    private static void Misbehave(StreamTuple input, OutputCollector collector, TopologyContext context)
    {
        switch (input.GetString(0))
        {
            case "ack twice":
                collector.Ack(input);
                collector.Ack(input);
                break;
            case "anchor to an acked input":
                collector.Ack(input);
                collector.Emit(input, "x");
                break;
            case "too many values":
                collector.Emit(input, "x", "y");
                break;
            default:
                collector.EmitTo("wrods", input, "x");
                break;
        }
    }

    /// <summary>The words of a line; a line without any is an error.</summary>
    private sealed class SplitBolt : BasicBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

        public override void Execute(StreamTuple input, BasicOutputCollector collector)
        {
            if (input.GetString("line").Length == 0)
                throw new FailedException("an empty line");
            foreach (var word in input.GetString("line").Split(' '))
                collector.Emit(word);
        }
    }

    /// <summary>Adds numbers up and emits the sum with each tick.</summary>
    private sealed class SumBolt : BasicBolt
    {
        private long _sum;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("sum"));

        public override void Execute(StreamTuple input, BasicOutputCollector collector)
        {
            if (!input.IsTick)
            {
                _sum += input.GetInt64("number");
                return;
            }
            collector.Emit(_sum);
            _sum = 0;
        }
    }

    private sealed class UnpreparedBolt : BasicBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

        public override void Prepare(TopologyContext context) => throw new InvalidOperationException("no connection");

        public override void Execute(StreamTuple input, BasicOutputCollector collector) { }
    }

    private sealed class CleanedBolt(Action cleaned) : BasicBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

        public override void Execute(StreamTuple input, BasicOutputCollector collector) { }

        public override void Cleanup() => cleaned();
    }
}
