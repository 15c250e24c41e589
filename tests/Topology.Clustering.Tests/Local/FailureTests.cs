using System.Collections.Concurrent;
using Topology.Clustering.Tests.Support;
using Topology.Testing;

namespace Topology.Clustering.Tests.Local;

public class FailureTests
{
    private static readonly TopologyConfig Quick = new()
    {
        Restart = new RestartOptions { MaxRestarts = 2, InitialDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ABoltThatThrowsOnEveryTupleFailsTheTopologyWithTheFirstCause()
    {
        var feeder = new Feeder(new Fields("x"));
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("bad", Quick, WithBolt(feeder, (_, _, _) => throw new FormatException("no number")), Token);
        for (var i = 0; i < 10; i++)
            feeder.Feed(i, "x");

        var cause = await Assert.ThrowsAsync<ComponentException>(() => handle.Completion.WaitAsync(Patience.Limit, Token));

        Assert.IsType<FormatException>(cause.InnerException);
        Assert.Contains("Topology \"bad\", component \"2\", task 2: FormatException: no number", cause.Message);
        Assert.Equal(TopologyStatus.Failed, await handle.GetStatusAsync(Token));
        var metrics = await handle.GetMetricsAsync(Token);
        Assert.Equal(3, metrics["2"].Errors);
        Assert.Equal(2, metrics["2"].Restarts);
        Assert.Equal(metrics.Tracked, metrics.Acked + metrics.Failed + metrics.TimedOut + metrics.Pending);
        Assert.All(await handle.GetErrorsAsync(Token), error => Assert.Equal(("2", 2, "no number"), (error.Component, error.Task, error.Message)));
    }

    [Fact]
    public async Task OneBadTupleFailsAloneAndNothingElseIsLost()
    {
        var feeder = new Feeder(new Fields("x"));
        var seen = new ConcurrentBag<string>();
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("one", Quick, WithBolt(feeder, (tuple, collector, _) =>
        {
            if (tuple.GetString(0) == "bad")
                throw new FormatException("a bad tuple");
            seen.Add(tuple.GetString(0));
            collector.Ack(tuple);
        }), Token);
        foreach (var word in new[] { "a", "bad", "b", "c" })
            feeder.Feed(word, word);
        feeder.Complete();
        await handle.Completion.Within("completion");

        Assert.Equal(["a", "b", "c"], seen.Order());
        Assert.Equal([(Value.From("bad"), FailReason.Failed)], feeder.Failed);
        Assert.Equal(3, feeder.Acked.Count);
    }

    [Fact]
    public async Task ASpoutThatThrowsInPrepareFailsTheTopology()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new UnpreparedSpout());
        builder.SetBolt("2", () => new FunctionBolt((_, _, _) => { })).ShuffleGrouping("1");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("unprepared", Quick, builder.Build(), Token);

        var cause = await Assert.ThrowsAsync<ComponentException>(() => handle.Completion.WaitAsync(Patience.Limit, Token));

        Assert.Contains("component \"1\", task 1: InvalidOperationException: no connection", cause.Message);
    }

    [Fact]
    public async Task AFailureDoesNotDisturbAnotherTopology()
    {
        var feeder = new Feeder(new Fields("x"));
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var good = await cluster.SubmitAsync("good", Quick, WithBolt(feeder, (tuple, collector, _) => collector.Ack(tuple)), Token);
        var badFeeder = new Feeder(new Fields("x"));
        badFeeder.Feed(1, "x");
        badFeeder.Feed(2, "x");
        badFeeder.Feed(3, "x");
        var bad = await cluster.SubmitAsync("bad", Quick, WithBolt(badFeeder, (_, _, _) => throw new FormatException()), Token);
        await Assert.ThrowsAsync<ComponentException>(() => bad.Completion.WaitAsync(Patience.Limit, Token));

        feeder.Feed(1, "x");
        feeder.Complete();
        await good.Completion.Within("completion of the good topology");

        Assert.Single(feeder.Acked);
    }

    [Theory]
    [InlineData("arity", "emitted 2 values to stream \"default\", which declares 1: ")]
    [InlineData("stream", "emitted to stream \"defualt\", which it does not declare; the nearest is \"default\"")]
    [InlineData("ack", "which it had acked or failed before")]
    [InlineData("anchor", "emitted anchored to")]
    [InlineData("thread", "outside the executor's thread")]
    public async Task AMisusedCollectorSaysWhatWasWrongAndWhere(string mistake, string expected)
    {
        var feeder = new Feeder(new Fields("x"));
        var message = new TaskCompletionSource<string>();
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        await cluster.SubmitAsync("misuse", Quick, WithBolt(feeder, (tuple, collector, _) =>
        {
            var error = Record.Exception(() => Misuse(mistake, tuple, collector));
            message.TrySetResult(error?.Message ?? "no error");
        }), Token);
        feeder.Feed(1, "x");

        var text = await message.Task.WaitAsync(Patience.Limit, Token);

        Assert.Contains("Component \"2\" (task 2)", text);
        Assert.Contains(expected, text);
    }

    private static void Misuse(string mistake, StreamTuple tuple, OutputCollector collector)
    {
        switch (mistake)
        {
            case "arity":
                collector.Emit(tuple, 1, 2);
                break;
            case "stream":
                collector.EmitTo("defualt", tuple, 1);
                break;
            case "ack":
                collector.Ack(tuple);
                collector.Ack(tuple);
                break;
            case "anchor":
                collector.Ack(tuple);
                collector.Emit(tuple, 1);
                break;
            default:
                var error = Task.Run(() => Record.Exception(() => collector.Emit(1))).GetAwaiter().GetResult();
                throw error!;
        }
    }

    private static TopologySpec WithBolt(Feeder feeder, Action<StreamTuple, OutputCollector, TopologyContext> execute)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", feeder.CreateSpout);
        builder.SetBolt("2", () => new FunctionBolt(execute, new Fields("x"))).ShuffleGrouping("1");
        return builder.Build();
    }

    private sealed class UnpreparedSpout : Spout
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("x"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => throw new InvalidOperationException("no connection");

        public override void Execute() { }
    }
}
