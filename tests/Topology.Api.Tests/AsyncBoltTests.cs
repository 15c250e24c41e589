using System.Runtime.CompilerServices;
using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

public class AsyncBoltTests
{
    private readonly RecordingCollector _collector = new();
    private readonly PostQueue _queue = new();

    [Fact]
    public void When_a_call_completes_at_once_Then_it_emits_and_acks_at_once()
    {
        var bolt = Prepared(new GatedBolt());
        bolt.Open("a");

        Execute(bolt, "a");

        Assert.Equal(["emit early(a) <- a", "emit default(A) <- a", "ack a"], _collector.Calls);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task When_a_call_completes_later_Then_it_emits_and_acks_only_on_the_executors_thread()
    {
        var bolt = Prepared(new GatedBolt());
        Execute(bolt, "a");

        bolt.Open("a");
        var completion = await _queue.NextAsync();
        Assert.Empty(_collector.Calls);
        completion();

        Assert.Equal(["emit early(a) <- a", "emit default(A) <- a", "ack a"], _collector.Calls);
    }

    [Fact]
    public async Task When_the_limit_is_reached_Then_the_next_input_starts_after_a_completion()
    {
        var bolt = Prepared(new GatedBolt(concurrency: 2));

        Execute(bolt, "a", "b", "c", "d");
        Assert.Equal(["a", "b"], bolt.Started);
        bolt.Open("b");
        await _queue.RunNextAsync();
        Assert.Equal(["a", "b", "c"], bolt.Started);
        bolt.Open("a");
        await _queue.RunNextAsync();

        Assert.Equal(["a", "b", "c", "d"], bolt.Started);
    }

    [Fact]
    public void When_nothing_is_overridden_Then_16_inputs_are_in_work_at_once()
    {
        var bolt = new UnboundedBolt();
        bolt.Prepare(Contexts.Of(_queue), _collector);

        for (var i = 0; i < 20; i++)
            bolt.Execute(Tuples.Word("a"));

        Assert.Equal(16, bolt.Started);
        Assert.False(bolt.PreserveOrder);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task When_the_limit_is_less_than_1_Then_it_is_1(int concurrency)
    {
        var bolt = Prepared(new GatedBolt(concurrency));

        Execute(bolt, "a", "b");
        Assert.Equal(["a"], bolt.Started);
        bolt.Open("a");
        await _queue.RunNextAsync();

        Assert.Equal(["a", "b"], bolt.Started);
    }

    [Fact]
    public async Task When_order_is_not_preserved_Then_results_leave_as_calls_complete()
    {
        var bolt = Prepared(new GatedBolt());
        Execute(bolt, "a", "b");

        bolt.Open("b");
        await _queue.RunNextAsync();
        bolt.Open("a");
        await _queue.RunNextAsync();

        Assert.Equal(["ack b", "ack a"], Outcomes());
    }

    [Fact]
    public async Task When_order_is_preserved_Then_results_wait_for_earlier_inputs()
    {
        var bolt = Prepared(new GatedBolt(ordered: true));
        Execute(bolt, "a", "b", "c");

        bolt.Open("c");
        await _queue.RunNextAsync();
        bolt.Open("b");
        await _queue.RunNextAsync();
        Assert.Empty(_collector.Calls);
        bolt.Open("a");
        await _queue.RunNextAsync();

        Assert.Equal(["emit default(A) <- a", "emit default(B) <- b", "emit default(C) <- c"], _collector.Calls.Where(IsResult));
        Assert.Equal(["ack a", "ack b", "ack c"], Outcomes());
    }

    [Fact]
    public async Task When_order_is_preserved_Then_a_call_that_completes_at_once_waits_too()
    {
        var bolt = Prepared(new GatedBolt(ordered: true));
        bolt.Open("b");

        Execute(bolt, "a", "b");
        Assert.Empty(_collector.Calls);
        bolt.Open("a");
        await _queue.RunNextAsync();

        Assert.Equal(["ack a", "ack b"], Outcomes());
    }

    [Fact]
    public async Task When_order_is_preserved_Then_a_failure_keeps_its_place()
    {
        var bolt = Prepared(new GatedBolt(ordered: true));
        Execute(bolt, "a", "b");

        bolt.Break("b", new FailedException());
        await _queue.RunNextAsync();
        Assert.Empty(_collector.Calls);
        bolt.Open("a");
        await _queue.RunNextAsync();

        Assert.Equal(["ack a", "fail b"], Outcomes());
    }

    [Fact]
    public async Task When_order_is_preserved_Then_results_that_wait_count_towards_the_limit()
    {
        var bolt = Prepared(new GatedBolt(concurrency: 2, ordered: true));
        Execute(bolt, "a", "b", "c", "d");

        bolt.Open("b");
        await _queue.RunNextAsync();
        Assert.Equal(["a", "b"], bolt.Started);
        bolt.Open("a");
        await _queue.RunNextAsync();

        Assert.Equal(["a", "b", "c", "d"], bolt.Started);
    }

    [Fact]
    public async Task When_many_waiting_calls_complete_at_once_Then_the_stack_stays_shallow()
    {
        const int Inputs = 50_000;
        var gate = new TaskCompletionSource();
        var started = 0;
        var bolt = new ScriptedAsyncBolt((_, _) =>
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            return started++ == 0 ? new ValueTask(gate.Task) : ValueTask.CompletedTask;
        });
        bolt.Prepare(Contexts.Of(_queue), _collector);
        var input = Tuples.Word("a");
        for (var i = 0; i < Inputs; i++)
            bolt.Execute(input);

        gate.SetResult();
        await _queue.RunNextAsync();

        Assert.Equal(Inputs, started);
        Assert.Equal(Inputs, _collector.Calls.Count);
    }

    private static bool IsResult(string call) => call.StartsWith("emit default", StringComparison.Ordinal);

    private static void Execute(Bolt bolt, params string[] words)
    {
        foreach (var word in words)
            bolt.Execute(Tuples.Word(word));
    }

    private GatedBolt Prepared(GatedBolt bolt)
    {
        bolt.Prepare(Contexts.Of(_queue), _collector);
        return bolt;
    }

    private IEnumerable<string> Outcomes() => _collector.Calls.Where(call => !call.StartsWith("emit", StringComparison.Ordinal));

    private sealed class UnboundedBolt : AsyncBolt
    {
        public int Started { get; private set; }

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override async ValueTask ExecuteAsync(StreamTuple input, AsyncOutputCollector collector, CancellationToken token)
        {
            Started++;
            await new TaskCompletionSource().Task.WaitAsync(token);
        }
    }
}
