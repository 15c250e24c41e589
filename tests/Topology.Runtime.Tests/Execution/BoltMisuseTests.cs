using Topology.Engine;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>What a bolt must not do, and what it is told then.</summary>
public sealed class BoltMisuseTests : IDisposable
{
    private readonly Chain _chain = new();

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void When_an_input_is_acked_twice_Then_the_bolt_that_did_it_fails_and_the_message_names_it()
    {
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            bolt.Collector.Ack(tuple);
            bolt.Collector.Ack(tuple);
        };
        _chain.Spout.Track(1);
        _chain.Start();

        var cause = Assert.Single(_chain.Topology.Observer.Failures).Cause;
        Assert.IsType<InvalidOperationException>(cause.InnerException);
        Assert.Contains("Component \"b\" (task 1) acked s:default[3](1), which it had acked or failed before", cause.Message);
        Assert.StartsWith("Topology \"test\", component \"b\", task 1: InvalidOperationException: ", cause.Message);
        Assert.Equal(["Ack 1"], _chain.Spout.Answers);
    }

    [Theory]
    [InlineData("ack then fail", "failed s:default[3](1), which it had")]
    [InlineData("fail then ack", "acked s:default[3](1), which it had")]
    [InlineData("ack then emit", "emitted anchored to s:default[3](1), which it had")]
    [InlineData("fail then emit several", "emitted anchored to s:default[3](1), which it had")]
    [InlineData("ack then direct", "emitted anchored to s:default[3](1), which it had")]
    public void When_an_input_is_used_after_its_end_Then_the_bolt_fails(string what, string expected)
    {
        _chain.Bolt.Declare = declarer =>
        {
            declarer.Declare(new Fields("v"));
            declarer.DeclareDirectStream("d", new Fields("v"));
        };
        _chain.Bolt.Body = (bolt, tuple) => Misuse(what, bolt.Collector, tuple);
        _chain.Spout.Track(1);
        using var topology = new TestTopology(builder =>
        {
            builder.SetSpout("s", _chain.Spout.Create);
            builder.SetBolt("b", _chain.Bolt.Create).ShuffleGrouping("s");
            builder.SetBolt("c", _chain.Sink.Create).ShuffleGrouping("b").DirectGrouping("b", "d");
        }).Start();

        Assert.Contains(expected, Assert.Single(topology.Observer.Failures).Cause.Message);
        Assert.Single(_chain.Spout.Answers);
        Assert.Empty(_chain.Sink.Received);
    }

    [Fact]
    public void When_another_thread_emits_Then_it_gets_an_error_and_nothing_is_sent()
    {
        Exception? caught = null;
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            var thread = new Thread(() => caught = Record.Exception(() => bolt.Collector.Emit(1)));
            thread.Start();
            thread.Join();
            bolt.Collector.Ack(tuple);
        };
        _chain.Spout.Track(1);
        _chain.Start();

        Assert.IsType<InvalidOperationException>(caught);
        Assert.Contains("Component \"b\" (task 1): the collector was used outside the executor's thread", caught.Message);
        Assert.Empty(_chain.Sink.Received);
        Assert.Equal(["Ack 1"], _chain.Spout.Answers);
    }

    [Fact]
    public void When_the_collector_is_used_outside_of_a_slice_Then_every_member_throws()
    {
        StreamTuple kept = default;
        _chain.Bolt.Body = (_, tuple) => kept = tuple;
        _chain.Spout.Track(1);
        _chain.Start();
        var collector = _chain.Bolt.Last.Collector;

        Assert.Throws<InvalidOperationException>(() => collector.Emit(1));
        Assert.Throws<InvalidOperationException>(() => collector.Emit(kept, 1));
        Assert.Throws<InvalidOperationException>(() => collector.Ack(kept));
        Assert.Throws<InvalidOperationException>(() => collector.Fail(kept));
        Assert.Throws<InvalidOperationException>(() => collector.ResetTimeout(kept));
        Assert.Throws<InvalidOperationException>(() => collector.ReportError(new InvalidDataException()));
        Assert.Throws<InvalidOperationException>(() => _chain.Spout.Instances[0].Collector.EmitWithId(1, 1));
        Assert.Throws<InvalidOperationException>(() => _chain.Spout.Instances[0].Collector.Complete());
    }

    [Fact]
    public void When_a_tuple_of_another_executor_is_acked_or_anchored_to_Then_the_message_says_so()
    {
        StreamTuple foreign = default;
        Exception? ack = null, anchor = null;
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            foreign = tuple;
            bolt.Collector.Emit(tuple, 1);
            bolt.Collector.Ack(tuple);
        };
        _chain.Sink.Body = (bolt, tuple) =>
        {
            ack = Record.Exception(() => bolt.Collector.Ack(foreign));
            anchor = Record.Exception(() => bolt.Collector.Fail(foreign));
            bolt.Collector.Ack(tuple);
        };
        _chain.Spout.Track(1);
        _chain.Start();

        Assert.Contains("s:default[3](1) was not received by this executor", Assert.IsType<InvalidOperationException>(ack).Message);
        Assert.Contains("was not received by this executor", Assert.IsType<InvalidOperationException>(anchor).Message);
        Assert.Equal(["Ack 1"], _chain.Spout.Answers);
    }

    [Fact]
    public void When_an_empty_tuple_is_acked_before_the_first_input_Then_the_message_says_so()
    {
        _chain.Bolt.OnPrepare = bolt => bolt.Collector.Ack(default);
        _chain.Start();

        Assert.Contains("the tuple is empty (default)", Assert.Single(_chain.Topology.Observer.Failures).Cause.Message);
    }

    [Fact]
    public void When_an_empty_tuple_is_acked_during_an_Execute_Then_the_message_says_so()
    {
        _chain.Bolt.Body = (bolt, _) => bolt.Collector.Emit(default(StreamTuple), 1);
        _chain.Spout.Track(1);
        _chain.Start();

        Assert.Contains("the tuple is empty (default)", Assert.Single(_chain.Topology.Observer.Failures).Cause.Message);
    }

    private static void Misuse(string what, OutputCollector collector, StreamTuple tuple)
    {
        if (what.StartsWith("ack", StringComparison.Ordinal))
            collector.Ack(tuple);
        else
            collector.Fail(tuple);
        if (what.EndsWith("fail", StringComparison.Ordinal))
            collector.Fail(tuple);
        else if (what.EndsWith("ack", StringComparison.Ordinal))
            collector.Ack(tuple);
        else if (what.EndsWith("direct", StringComparison.Ordinal))
            collector.EmitDirect(2, "d", tuple, 1);
        else if (what.EndsWith("several", StringComparison.Ordinal))
            collector.Emit([tuple], 1);
        else
            collector.Emit(tuple, 1);
    }
}
