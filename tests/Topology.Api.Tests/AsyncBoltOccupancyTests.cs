using Topology.Api.Tests.Support;
using Topology.Engine;

namespace Topology.Api.Tests;

/// <summary>What an asynchronous bolt tells the runtime about the work it has.</summary>
public class AsyncBoltOccupancyTests
{
    private readonly RecordingCollector _collector = new();
    private readonly PostQueue _queue = new();

    [Fact]
    public void When_nothing_came_Then_it_is_neither_busy_nor_full()
    {
        IConcurrentBolt bolt = Prepared(new GatedBolt());

        Assert.False(bolt.IsBusy);
        Assert.False(bolt.IsFull);
    }

    [Fact]
    public async Task When_calls_begin_and_end_Then_it_is_busy_and_full_in_between()
    {
        var gated = Prepared(new GatedBolt(concurrency: 2));
        IConcurrentBolt bolt = gated;

        gated.Execute(Tuples.Word("a"));
        Assert.Equal((true, false), (bolt.IsBusy, bolt.IsFull));
        gated.Execute(Tuples.Word("b"));
        Assert.Equal((true, true), (bolt.IsBusy, bolt.IsFull));
        gated.Open("a");
        await _queue.RunNextAsync();
        Assert.Equal((true, false), (bolt.IsBusy, bolt.IsFull));
        gated.Open("b");
        await _queue.RunNextAsync();

        Assert.Equal((false, false), (bolt.IsBusy, bolt.IsFull));
    }

    [Fact]
    public async Task When_an_earlier_result_is_waited_for_Then_it_stays_busy_and_full()
    {
        var gated = Prepared(new GatedBolt(concurrency: 2, ordered: true));
        IConcurrentBolt bolt = gated;
        gated.Execute(Tuples.Word("a"));
        gated.Execute(Tuples.Word("b"));

        gated.Open("b");
        await _queue.RunNextAsync();

        Assert.Equal((true, true), (bolt.IsBusy, bolt.IsFull));
    }

    [Fact]
    public async Task When_a_call_failed_Then_it_is_no_longer_busy()
    {
        var gated = Prepared(new GatedBolt(ordered: true));
        gated.Execute(Tuples.Word("a"));

        gated.Break("a", new FailedException());
        await _queue.RunNextAsync();

        Assert.False(((IConcurrentBolt)gated).IsBusy);
    }

    [Fact]
    public void When_it_is_given_up_Then_calls_in_work_are_cancelled()
    {
        var gated = Prepared(new GatedBolt());
        gated.Execute(Tuples.Word("a"));

        ((IConcurrentBolt)gated).Abandon();

        Assert.True(gated.Token.IsCancellationRequested);
    }

    private GatedBolt Prepared(GatedBolt bolt)
    {
        bolt.Prepare(Contexts.Of(_queue), _collector);
        return bolt;
    }
}
