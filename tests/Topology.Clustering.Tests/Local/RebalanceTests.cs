using System.Collections.Concurrent;
using Topology.Clustering.Tests.Support;
using Topology.Testing;

namespace Topology.Clustering.Tests.Local;

public class RebalanceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_executors_change_under_load_Then_tasks_stay_nothing_is_lost_and_counts_go_on()
    {
        var cleaned = new ConcurrentBag<int>();
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new EndlessSpout());
        builder.SetBolt("2", () => new WatchedBolt(cleaned.Add), 2).SetNumTasks(4).ShuffleGrouping("1");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("t", new TopologyConfig(), builder.Build(), Token);
        await AckedAsync(handle, 5_000);
        var before = await handle.GetMetricsAsync(Token);

        await RebalanceAsync(handle, new RebalanceOptions { Workers = 3, Executors = new Dictionary<string, int> { ["2"] = 4 } });

        var after = await handle.GetMetricsAsync(Token);
        Assert.Equal(TopologyStatus.Active, await handle.GetStatusAsync(Token));
        Assert.Equal((2, 4), (before["2"].Executors, before["2"].Tasks));
        Assert.Equal((4, 4), (after["2"].Executors, after["2"].Tasks));
        Assert.Equal([2, 3, 4, 5], cleaned.Order());
        Assert.True(after.Emitted >= before.Emitted && after.Executed >= before.Executed && after.Acked >= before.Acked, "counts fell back");
        Assert.True(after["1"].CompleteLatency.Count >= before["1"].CompleteLatency.Count, "latencies fell back");

        await AckedAsync(handle, after.Acked + 5_000);
        await handle.KillAsync(TimeSpan.FromSeconds(20), Token);
        var end = await handle.GetMetricsAsync(Token);
        Assert.Equal((0L, 0L, 0L), (end.Failed, end.TimedOut, end.Pending));
        Assert.Equal(end.Tracked, end.Acked);
        Assert.Equal(end["1"].Emitted, end["2"].Executed);
        Assert.Equal(8, cleaned.Count);
    }

    [Fact]
    public async Task When_components_are_named_one_after_the_other_Then_each_keeps_what_it_was_given()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new EndlessSpout(), 2);
        builder.SetBolt("2", () => new IdentityBolt("x"), 4).ShuffleGrouping("1");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("t", new TopologyConfig(), builder.Build(), Token);

        await RebalanceAsync(handle, Give("2", 3));
        await RebalanceAsync(handle, Give("1", 1));
        await RebalanceAsync(handle, new RebalanceOptions());

        var metrics = await handle.GetMetricsAsync(Token);
        Assert.Equal((1, 3), (metrics["1"].Executors, metrics["2"].Executors));
    }

    [Fact]
    public async Task When_tuples_outlast_the_wait_Then_they_count_as_failed_and_sums_hold()
    {
        var feeder = new Feeder(new Fields("x"));
        var held = new TaskCompletionSource();
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("t", new TopologyConfig(), Build(feeder, (tuple, collector, _) =>
        {
            if (tuple.GetString(0) == "keep")
                held.TrySetResult();
            else
                collector.Ack(tuple);
        }), Token);
        feeder.Feed(1, "keep");
        await held.Task.Within("the tuple that is never acked");

        await RebalanceAsync(handle, new RebalanceOptions { Wait = TimeSpan.FromMilliseconds(20) });
        feeder.Feed(2, "go");
        feeder.Complete();
        await handle.Completion.Within("completion after the rebalance");

        var metrics = await handle.GetMetricsAsync(Token);
        Assert.Equal((2L, 1L, 1L, 0L, 0L), (metrics.Tracked, metrics.Acked, metrics.Failed, metrics.TimedOut, metrics.Pending));
        Assert.Equal(2, metrics["2"].Executed);
    }

    [Fact]
    [Trait("Behaviour", "T178")]
    public async Task When_executors_are_impossible_Then_every_mistake_is_told_and_nothing_changes()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new EndlessSpout());
        builder.SetBolt("2", () => new IdentityBolt("x"), 2).ShuffleGrouping("1");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("t", new TopologyConfig(), builder.Build(), Token);
        await AckedAsync(handle, 1);

        var error = await Assert.ThrowsAsync<InvalidTopologyException>(() => handle.RebalanceAsync(
            new RebalanceOptions { Executors = new Dictionary<string, int> { ["1"] = 0, ["2"] = 3, ["3"] = 1 } }, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => handle.RebalanceAsync(new RebalanceOptions { Workers = 0 }, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => handle.RebalanceAsync(new RebalanceOptions { Wait = TimeSpan.FromTicks(-1) }, Token));

        Assert.Equal(
            [
                "Component \"1\" cannot have 0 executors: 1 to 1 are possible, because it has that many tasks.",
                "Component \"2\" cannot have 3 executors: 1 to 2 are possible, because it has that many tasks.",
                "Executors were given for \"3\": there is no such component; there are: 1, 2.",
            ],
            error.Mistakes);
        Assert.Equal(TopologyStatus.Active, await handle.GetStatusAsync(Token));
        Assert.Equal(2, (await handle.GetMetricsAsync(Token))["2"].Executors);
    }

    [Fact]
    public async Task When_it_is_inactive_Then_it_stays_so_and_may_be_activated()
    {
        var calls = 0L;
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new EndlessSpout(() => Interlocked.Increment(ref calls)));
        builder.SetBolt("2", () => new IdentityBolt("x"), 2).ShuffleGrouping("1");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("t", new TopologyConfig(), builder.Build(), Token);
        await handle.DeactivateAsync(Token);
        var before = Interlocked.Read(ref calls);

        await RebalanceAsync(handle, Give("2", 1));

        Assert.Equal(TopologyStatus.Inactive, await handle.GetStatusAsync(Token));
        await handle.DeactivateAsync(Token);
        Assert.Equal(before, Interlocked.Read(ref calls));
        await handle.ActivateAsync(Token);
        await AckedAsync(handle, (await handle.GetMetricsAsync(Token)).Acked + 1);
    }

    [Fact]
    public async Task When_it_was_never_activated_Then_nothing_is_prepared_by_the_rebalance()
    {
        var calls = 0L;
        var made = 0;
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new EndlessSpout(() => Interlocked.Increment(ref calls)));
        builder.SetBolt("2", () => new WatchedBolt(_ => { }, () => Interlocked.Increment(ref made)), 2).ShuffleGrouping("1");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("t", new TopologyConfig { StartInactive = true }, builder.Build(), Token);

        await RebalanceAsync(handle, Give("2", 1));

        Assert.Equal(TopologyStatus.Inactive, await handle.GetStatusAsync(Token));
        Assert.Equal(0, Volatile.Read(ref made));
        await handle.ActivateAsync(Token);
        await AckedAsync(handle, 1);
        Assert.Equal(2, Volatile.Read(ref made));
    }

    [Fact]
    public async Task When_it_is_killed_during_the_wait_Then_the_rebalance_says_that_it_has_ended()
    {
        var feeder = new Feeder(new Fields("x"));
        var held = new TaskCompletionSource();
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("t", new TopologyConfig(), Build(feeder, (_, _, _) => held.TrySetResult()), Token);
        feeder.Feed(1, "keep");
        await held.Task.Within("the tuple that is never acked");

        var rebalance = handle.RebalanceAsync(new RebalanceOptions { Wait = TimeSpan.FromHours(1) }, Token);
        await StatusAsync(handle, TopologyStatus.Rebalancing);
        var second = await Assert.ThrowsAsync<InvalidOperationException>(() => handle.RebalanceAsync(new RebalanceOptions(), Token));
        await handle.KillAsync(TimeSpan.Zero, Token);

        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => rebalance);
        Assert.Equal("Topology \"t\" is Rebalancing.", second.Message);
        Assert.Equal("Topology \"t\" has ended: Killed.", ended.Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => handle.RebalanceAsync(new RebalanceOptions(), Token));
        var metrics = await handle.GetMetricsAsync(Token);
        Assert.Equal(metrics.Tracked, metrics.Acked + metrics.Failed + metrics.TimedOut + metrics.Pending);
    }

    [Fact]
    public async Task When_the_wish_changes_during_the_rebalance_Then_it_is_heeded_at_its_end()
    {
        var feeder = new Feeder(new Fields("x"));
        var held = new TaskCompletionSource<Action>();
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("t", new TopologyConfig(), Build(feeder, (tuple, collector, context) =>
            held.TrySetResult(() => context.Post(() => collector.Ack(tuple)))), Token);
        feeder.Feed(1, "keep");
        await held.Task.Within("the tuple that is held");

        var rebalance = handle.RebalanceAsync(new RebalanceOptions { Wait = TimeSpan.FromHours(1) }, Token);
        await StatusAsync(handle, TopologyStatus.Rebalancing);
        var deactivate = handle.DeactivateAsync(Token);
        Assert.False(rebalance.IsCompleted);
        (await held.Task)(); // the last tuple in flight ends the wait
        await rebalance.Within("the rebalance");
        await deactivate.Within("the deactivation");

        Assert.Equal(TopologyStatus.Inactive, await handle.GetStatusAsync(Token));
        Assert.Equal([Value.From(1)], feeder.Acked);
    }

    [Fact]
    public async Task When_there_were_errors_Then_they_are_kept_and_counted_further()
    {
        var feeder = new Feeder(new Fields("x"));
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("t", new TopologyConfig(), Build(feeder, (tuple, collector, _) =>
        {
            collector.ReportError(new FormatException(tuple.GetString(0)));
            collector.Ack(tuple);
        }), Token);
        feeder.Feed(1, "first");
        await AckedAsync(handle, 1);

        await RebalanceAsync(handle, new RebalanceOptions());
        feeder.Feed(2, "second");
        feeder.Complete();
        await handle.Completion.Within("completion");

        Assert.Equal(["first", "second"], (await handle.GetErrorsAsync(Token)).Select(error => error.Message));
        Assert.Equal(2, (await handle.GetMetricsAsync(Token))["2"].Errors);
    }

    [Fact]
    public async Task When_a_spout_never_returns_Then_the_rebalance_leaves_it_alone_after_the_limit_and_goes_on()
    {
        using var release = new ManualResetEventSlim();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var entered = new TaskCompletionSource();
        var again = new TaskCompletionSource();
        var isStuck = true;
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new EndlessSpout(() =>
        {
            if (!Volatile.Read(ref isStuck))
            {
                again.TrySetResult();
                return;
            }
            entered.TrySetResult();
            release.Wait(CancellationToken.None);
        }));
        builder.SetBolt("2", () => new IdentityBolt("x")).ShuffleGrouping("1");
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { TimeProvider = time, Threads = 2 }, Token);
        var handle = await cluster.SubmitAsync("t", new TopologyConfig(), builder.Build(), Token);
        await entered.Task.Within("the call that does not return");
        Volatile.Write(ref isStuck, false);

        var rebalance = handle.RebalanceAsync(new RebalanceOptions { Wait = TimeSpan.Zero }, Token);
        while (!rebalance.IsCompleted && !again.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await again.Task.Within("a call of the new spout");
        release.Set();
        await rebalance.Within("the rebalance");
    }

    private static RebalanceOptions Give(string component, int executors) => new() { Executors = new Dictionary<string, int> { [component] = executors } };

    private static TopologySpec Build(Feeder feeder, Action<StreamTuple, OutputCollector, TopologyContext> execute)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", feeder.CreateSpout);
        builder.SetBolt("2", () => new FunctionBolt(execute)).ShuffleGrouping("1");
        return builder.Build();
    }

    private static async Task RebalanceAsync(ITopologyHandle handle, RebalanceOptions options) =>
        await handle.RebalanceAsync(options, Token).Within("the rebalance");

    private static async Task AckedAsync(ITopologyHandle handle, long count)
    {
        while ((await handle.GetMetricsAsync(Token)).Acked < count)
            await Task.Yield();
    }

    private static async Task StatusAsync(ITopologyHandle handle, TopologyStatus status)
    {
        while (await handle.GetStatusAsync(Token) != status)
            await Task.Yield();
    }

    private sealed class WatchedBolt(Action<int> cleaned, Action? prepared = null) : BasicBolt
    {
        private int _task;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

        public override void Prepare(TopologyContext context)
        {
            _task = context.ThisTaskId;
            prepared?.Invoke();
        }

        public override void Execute(StreamTuple input, BasicOutputCollector collector) { }

        public override void Cleanup() => cleaned(_task);
    }
}
