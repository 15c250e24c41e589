using Topology.Clustering.Tests.Support;
using Topology.Testing;

namespace Topology.Clustering.Tests.Local;

public class LifeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Behaviour", "T12")]
    public async Task ATopologySubmittedInactiveIsNotPreparedBeforeItsActivation()
    {
        var prepared = 0;
        var executed = new TaskCompletionSource();
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new EndlessSpout(() => executed.TrySetResult()));
        builder.SetBolt("2", () => new PreparedBolt(() => Interlocked.Increment(ref prepared))).ShuffleGrouping("1");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("later", new TopologyConfig { StartInactive = true }, builder.Build(), Token);

        Assert.Equal(TopologyStatus.Inactive, await handle.GetStatusAsync(Token));
        Assert.Equal(0, prepared);

        await handle.ActivateAsync(Token);
        await executed.Task.Within("the first Execute after the activation");
        Assert.Equal(1, prepared);
        Assert.Equal(TopologyStatus.Active, await handle.GetStatusAsync(Token));
    }

    [Fact]
    public async Task ADeactivatedTopologyEmitsNothingUntilItIsActivated()
    {
        var calls = 0L;
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new EndlessSpout(() => Interlocked.Increment(ref calls)));
        builder.SetBolt("2", () => new FunctionBolt((tuple, collector, _) => collector.Ack(tuple))).ShuffleGrouping("1");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("pausing", new TopologyConfig(), builder.Build(), Token);
        await handle.DeactivateAsync(Token);

        var before = Interlocked.Read(ref calls);
        Assert.Equal(TopologyStatus.Inactive, await handle.GetStatusAsync(Token));
        await handle.DeactivateAsync(Token); // a round trip through every spout's thread
        Assert.Equal(before, Interlocked.Read(ref calls));

        await handle.ActivateAsync(Token);
        Assert.Equal(TopologyStatus.Active, await handle.GetStatusAsync(Token));
    }

    [Fact]
    public async Task KillWaitsForTuplesInFlightAndTheCountsAddUp()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new EndlessSpout());
        builder.SetBolt("2", () => new IdentityBolt("x"), 2).ShuffleGrouping("1");
        builder.SetBolt("3", () => new FunctionBolt((tuple, collector, _) => collector.Ack(tuple)), 2).ShuffleGrouping("2");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("killed", new TopologyConfig(), builder.Build(), Token);

        while ((await handle.GetMetricsAsync(Token)).Acked < 10_000)
            await Task.Yield();
        await handle.KillAsync(TimeSpan.FromSeconds(20), Token);

        var metrics = await handle.GetMetricsAsync(Token);
        Assert.Equal(TopologyStatus.Killed, await handle.GetStatusAsync(Token));
        Assert.Equal(0, metrics.Pending);
        Assert.Equal(metrics.Tracked, metrics.Acked + metrics.Failed + metrics.TimedOut);
        Assert.Equal(metrics["1"].Emitted, metrics["3"].Executed);
        Assert.True(handle.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task SeveralTopologiesRunAtOnceAndANameIsFreeAfterTheEnd()
    {
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var feeder = new Feeder(new Fields("x"));
        var first = await cluster.SubmitAsync("a", new TopologyConfig(), Simple(feeder), Token);
        var second = await cluster.SubmitAsync("b", new TopologyConfig(), Simple(new Feeder(new Fields("x"))), Token);

        var taken = await Assert.ThrowsAsync<TopologyException>(() => cluster.SubmitAsync("a", new TopologyConfig(), Simple(feeder), Token));
        Assert.Contains("\"a\" is running already", taken.Message);
        Assert.NotEqual(first.Id, second.Id);

        feeder.Feed(1, "x");
        feeder.Complete();
        await first.Completion.Within("completion");
        var third = await cluster.SubmitAsync("a", new TopologyConfig(), Simple(feeder), Token);
        await third.Completion.Within("completion of the second run");
        await Assert.ThrowsAsync<InvalidOperationException>(() => third.ActivateAsync(Token));
    }

    [Fact]
    public async Task DisposeLeavesNoThread()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new EndlessSpout());
        builder.SetBolt("2", () => new FunctionBolt((tuple, collector, _) => collector.Ack(tuple))).ShuffleGrouping("1").UseDedicatedThread();
        var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Threads = 3 }, Token);
        var handle = await cluster.SubmitAsync("threads", new TopologyConfig(), builder.Build(), Token);
        while ((await handle.GetMetricsAsync(Token)).Acked == 0)
            await Task.Yield();

        await cluster.DisposeAsync();

        Assert.Equal(TopologyStatus.Killed, await handle.GetStatusAsync(Token));
        Assert.True((await handle.GetMetricsAsync(Token)).Acked > 0, "the final figures stay readable");
        await Assert.ThrowsAsync<ObjectDisposedException>(() => cluster.SubmitAsync("late", new TopologyConfig(), builder.Build(), Token));
        Assert.True(cluster.LiveThreads == 0, $"{cluster.LiveThreads} threads live");
    }

    private static TopologySpec Simple(Feeder feeder)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", feeder.CreateSpout);
        builder.SetBolt("2", () => new FunctionBolt((tuple, collector, _) => collector.Ack(tuple))).ShuffleGrouping("1");
        return builder.Build();
    }

    private sealed class PreparedBolt(Action prepared) : BasicBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

        public override void Prepare(TopologyContext context) => prepared();

        public override void Execute(StreamTuple input, BasicOutputCollector collector) { }
    }
}
