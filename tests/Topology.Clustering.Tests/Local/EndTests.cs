using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Local;

public class EndTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AKillEndsThoughASpoutNeverReturnsFromACall()
    {
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        var builder = new TopologyBuilder();
        builder.SetSpout("stuck", () => new EndlessSpout(() =>
        {
            entered.TrySetResult();
            release.Wait(CancellationToken.None);
        }));
        builder.SetBolt("sink", () => new IdentityBolt("x")).ShuffleGrouping("stuck");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("stuck", new TopologyConfig(), builder.Build(), Token);
        await entered.Task.Within("the call that does not return");

        var kill = handle.KillAsync(TimeSpan.FromMilliseconds(50), Token);
        await kill.Within("the end of the kill");

        Assert.Equal(TopologyStatus.Killed, await handle.GetStatusAsync(Token));
        release.Set();
    }

    [Fact]
    public async Task AnEmitInCleanupIsRefusedAndReported()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new ListSpout(["a"]));
        builder.SetBolt("2", () => new LastWordBolt()).ShuffleGrouping("1");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("late", new TopologyConfig(), builder.Build(), Token);
        await handle.Completion.Within("completion");

        var errors = await handle.GetErrorsAsync(Token);

        Assert.Contains("Component \"2\" (task 2): the collector was used in Cleanup", Assert.Single(errors).Message);
        var bolt = (await handle.GetMetricsAsync(Token)).Components.Single(component => component.Component == "2");
        Assert.Equal(0, bolt.Emitted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    [InlineData("a:b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    public async Task ANameThatCannotBePartOfAPathIsRefused(string name)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new ListSpout([]));
        await using var cluster = await LocalCluster.StartAsync(token: Token);

        var error = await Assert.ThrowsAsync<TopologyException>(() => cluster.SubmitAsync(name, new TopologyConfig(), builder.Build(), Token));

        Assert.Contains("is no name for a topology", error.Message);
    }

    [Fact]
    public async Task ABoltThatOnlyTicksNeedsNoSubscription()
    {
        var ticked = new TaskCompletionSource();
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new EndlessSpout()).SetMaxSpoutPending(1);
        builder.SetBolt("clock", () => new FunctionBolt((tuple, _, _) => ticked.TrySetResult())).SetTickInterval(TimeSpan.FromMilliseconds(20));
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        await cluster.SubmitAsync("ticking", new TopologyConfig(), builder.Build(), Token);

        await ticked.Task.Within("a tick");
    }

    private sealed class LastWordBolt : Bolt
    {
        private OutputCollector? _collector;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

        public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

        public override void Execute(StreamTuple input) => _collector!.Ack(input); // set by Prepare

        public override void Cleanup() => _collector!.Emit("bye"); // set by Prepare
    }
}
