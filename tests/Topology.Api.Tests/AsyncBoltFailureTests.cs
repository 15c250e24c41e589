using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

public class AsyncBoltFailureTests
{
    private readonly RecordingCollector _collector = new();
    private readonly PostQueue _queue = new();

    [Fact]
    public async Task When_a_call_throws_FailedException_Then_the_input_fails_and_nothing_is_emitted()
    {
        var bolt = Prepared(new GatedBolt());
        bolt.Execute(Tuples.Word("a"));

        bolt.Break("a", new FailedException("not now"));
        await _queue.RunNextAsync();

        Assert.Equal(["fail a"], _collector.Calls);
    }

    [Fact]
    public async Task When_a_failure_is_to_be_reported_Then_it_is()
    {
        var bolt = Prepared(new GatedBolt());
        bolt.Execute(Tuples.Word("a"));

        bolt.Break("a", new FailedException("not now") { Report = true });
        await _queue.RunNextAsync();

        Assert.Equal(["fail a", "report not now"], _collector.Calls);
    }

    [Fact]
    public async Task When_a_call_throws_anything_else_Then_the_input_fails_and_the_executor_gets_the_cause()
    {
        var bolt = Prepared(new GatedBolt());
        var cause = new FormatException("bad");
        bolt.Execute(Tuples.Word("a"));

        bolt.Break("a", cause);
        var completion = await _queue.NextAsync();
        var error = Assert.Throws<ComponentException>(completion);

        Assert.Equal("ExecuteAsync failed: bad", error.Message);
        Assert.Same(cause, error.InnerException);
        Assert.Equal(["fail a"], _collector.Calls);
    }

    [Fact]
    public async Task When_a_call_fails_Then_its_place_is_free_for_the_next()
    {
        var bolt = Prepared(new GatedBolt(concurrency: 1));
        bolt.Execute(Tuples.Word("a"));
        bolt.Execute(Tuples.Word("b"));

        bolt.Break("a", new FailedException());
        await _queue.RunNextAsync();

        Assert.Equal(["a", "b"], bolt.Started);
    }

    [Fact]
    public async Task When_FailedException_is_thrown_before_a_task_exists_Then_only_the_input_fails()
    {
        var bolt = Prepared(new ScriptedAsyncBolt((input, _) =>
            input.GetString(0) == "a" ? throw new FailedException() : ValueTask.CompletedTask));

        bolt.Execute(Tuples.Word("a"));
        bolt.Execute(Tuples.Word("b"));
        await _queue.RunNextAsync();

        Assert.Equal(["fail a", "ack b"], _collector.Calls);
    }

    [Fact]
    public async Task When_anything_else_is_thrown_before_a_task_exists_Then_the_executor_gets_the_cause()
    {
        var cause = new FormatException("bad");
        var bolt = Prepared(new ScriptedAsyncBolt((_, _) => throw cause));

        bolt.Execute(Tuples.Word("a"));
        var completion = await _queue.NextAsync();

        Assert.Same(cause, Assert.Throws<ComponentException>(completion).InnerException);
        Assert.Equal(["fail a"], _collector.Calls);
    }

    [Fact]
    public async Task When_the_task_stops_Then_calls_in_work_are_cancelled_and_their_inputs_fail_quietly()
    {
        var bolt = Prepared(new GatedBolt());
        bolt.Execute(Tuples.Word("a"));
        Assert.False(bolt.Token.IsCancellationRequested);

        bolt.Cleanup();
        await _queue.RunNextAsync();

        Assert.True(bolt.Token.IsCancellationRequested);
        Assert.Equal(["fail a"], _collector.Calls);
    }

    [Fact]
    public async Task When_a_call_is_cancelled_without_a_stop_Then_it_is_an_error()
    {
        var bolt = Prepared(new GatedBolt());
        bolt.Execute(Tuples.Word("a"));

        bolt.Break("a", new OperationCanceledException("by itself"));
        var completion = await _queue.NextAsync();

        Assert.IsType<OperationCanceledException>(Assert.Throws<ComponentException>(completion).InnerException);
    }

    [Fact]
    public void When_the_given_values_change_after_the_emit_Then_the_emit_does_not()
    {
        var bolt = Prepared(new ScriptedAsyncBolt((_, collector) =>
        {
            Value[] values = ["x"];
            collector.Emit(values);
            collector.EmitTo("side", values);
            values[0] = "changed";
            return ValueTask.CompletedTask;
        }));

        bolt.Execute(Tuples.Word("a"));

        Assert.Equal(["emit default(x) <- a", "emit side(x) <- a", "ack a"], _collector.Calls);
    }

    [Fact]
    public void When_it_is_prepared_Then_it_gets_its_context()
    {
        var context = Contexts.Of(_queue);
        var bolt = new ScriptedAsyncBolt((_, _) => ValueTask.CompletedTask);

        bolt.Prepare(context, _collector);

        Assert.Same(context, bolt.Prepared);
    }

    private T Prepared<T>(T bolt)
        where T : AsyncBolt
    {
        bolt.Prepare(Contexts.Of(_queue), _collector);
        return bolt;
    }
}
