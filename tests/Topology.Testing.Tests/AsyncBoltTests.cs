using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests;

/// <summary>Bolts that await, in simulation.</summary>
public class AsyncBoltTests
{
    private readonly Feeder _feeder = new(new Fields("key"));

    [Fact]
    public void When_what_is_awaited_is_there_at_once_Then_it_runs_like_any_other_bolt()
    {
        using var harness = new BoltHarness(() => new LookUpBolt(_ => Task.FromResult("found")), new Fields("key"));

        harness.Execute("a");

        Assert.Equal(["(a, found)"], harness.Emitted().Texts());
        Assert.Equal([0], harness.Acked);
    }

    [Fact]
    public void When_the_test_answers_later_Then_the_result_is_emitted_and_the_input_acked_after_it()
    {
        var answer = new TaskCompletionSource<string>();
        using var harness = new BoltHarness(() => new LookUpBolt(_ => answer.Task), new Fields("key"));
        harness.Execute("a");
        Assert.Empty(harness.Acked);

        answer.SetResult("late");
        harness.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(["(a, late)"], harness.Emitted().Texts());
        Assert.Equal([0], harness.Acked);
    }

    [Fact]
    public void When_the_thread_pool_answers_Then_time_waits_for_it()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new RemoteSpout("key"));
        builder.SetBolt("asks", () => new LookUpBolt(WorkFor)).ShuffleGrouping("source");
        var mocked = new Dictionary<string, IReadOnlyList<Value[]>> { ["source"] = [.. Enumerable.Range(0, 3).Select(i => new Value[] { $"{i}" })] };
        using var topology = new SimulatedTopology(builder.Build(), options: new SimulationOptions { MockedSources = mocked });

        topology.RunToCompletion();

        Assert.Equal(new SimulationTotals(Tracked: 3, Acked: 3, Failed: 0, TimedOut: 0, Pending: 0), topology.Totals);
    }

    [Fact]
    public void When_the_bolt_awaits_fake_time_Then_it_goes_on_when_that_has_passed()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", _feeder.CreateSpout);
        builder.SetBolt("waits", () => new WaitingBolt(TimeSpan.FromSeconds(3))).ShuffleGrouping("source");
        using var topology = new SimulatedTopology(builder.Build());
        _feeder.Feed(1, "a");

        topology.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Empty(topology.Emitted("waits"));
        topology.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(["(a)"], topology.Emitted("waits").Texts());
        Assert.Equal([1], _feeder.Acked.Numbers());
    }

    /// <summary>Keeps a thread of the pool busy for a while.</summary>
    private static Task<string> WorkFor(string key) => Task.Run(() =>
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMilliseconds(30))
            Thread.Yield();
        return key + key;
    });

    private sealed class WaitingBolt(TimeSpan time) : AsyncBolt
    {
        private TimeProvider? _clock;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key"));

        public override void Prepare(TopologyContext context) => _clock = context.TimeProvider;

        public override async ValueTask ExecuteAsync(StreamTuple input, AsyncOutputCollector collector, CancellationToken token)
        {
            await Task.Delay(time, _clock!, token).ConfigureAwait(false); // set by Prepare
            collector.Emit(input["key"]);
        }
    }

    private sealed class LookUpBolt(Func<string, Task<string>> lookUp) : AsyncBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "found"));

        public override async ValueTask ExecuteAsync(StreamTuple input, AsyncOutputCollector collector, CancellationToken token)
        {
            var found = await lookUp(input.GetString("key")).ConfigureAwait(false);
            collector.Emit(input["key"], found);
        }
    }
}
