using System.Collections.Concurrent;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Local;

public class CompletionTests
{
    [Fact]
    [Trait("Behaviour", "T1")]
    public async Task WordsAreCountedByWordGloballyAndInSum()
    {
        Capture counts = new(), total = new(), sums = new();
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new ListSpout(["nathan", "bob", "joey", "nathan"]), 3);
        builder.SetBolt("2", () => new WordCounter(), 4).FieldsGrouping("1", new Fields("word"));
        builder.SetBolt("3", () => new GlobalCount()).GlobalGrouping("1");
        builder.SetBolt("4", () => new AggregatesCounter()).GlobalGrouping("2");
        builder.SetBolt("c2", counts.CreateBolt).GlobalGrouping("2");
        builder.SetBolt("c3", total.CreateBolt).GlobalGrouping("3");
        builder.SetBolt("c4", sums.CreateBolt).GlobalGrouping("4");

        await using var cluster = await LocalCluster.StartAsync(token: TestContext.Current.CancellationToken);
        var handle = await cluster.SubmitAsync("counts", new TopologyConfig(), builder.Build(), TestContext.Current.CancellationToken);
        await handle.Completion.Within("completion");

        Assert.Equal(["bob,1", "joey,1", "nathan,1", "nathan,2"], counts.Tuples.Order());
        Assert.Equal(["1", "2", "3", "4"], total.Tuples);
        Assert.Equal(["1", "2", "3", "4"], sums.Tuples);
        Assert.Equal(TopologyStatus.Completed, await handle.GetStatusAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    [Trait("Behaviour", "T2")]
    public async Task AllGroupingReachesEveryTask()
    {
        var indexes = new Capture();
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new ListSpout(["a"]));
        builder.SetBolt("2", () => new FunctionBolt((tuple, collector, context) =>
        {
            collector.Emit(tuple, context.ThisTaskIndex);
            collector.Ack(tuple);
        }, new Fields("index")), 3).SetNumTasks(6).AllGrouping("1");
        builder.SetBolt("3", indexes.CreateBolt).GlobalGrouping("2");

        await RunToCompletion(builder.Build());

        Assert.Equal(["0", "1", "2", "3", "4", "5"], indexes.Tuples.Order());
    }

    [Fact]
    [Trait("Behaviour", "T8")]
    public async Task TheSystemStreamMayBeSubscribedToAndDeliversNothing()
    {
        var seen = new Capture();
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new ListSpout(["a", "b", "c"]), 3);
        builder.SetBolt("2", () => new IdentityBolt("word")).FieldsGrouping("1", new Fields("word")).GlobalGrouping("1", StreamIds.System);
        builder.SetBolt("3", seen.CreateBolt).GlobalGrouping("2");

        await RunToCompletion(builder.Build());

        Assert.Equal(["a", "b", "c"], seen.Tuples.Order());
    }

    [Fact]
    [Trait("Behaviour", "T18")]
    public async Task ByteArraysAreGroupedByContent()
    {
        var seen = new Capture();
        var items = Enumerable.Range(0, 48).Select(i => (Value)(i % 2 == 0 ? "a"u8.ToArray() : "b"u8.ToArray())).ToArray();
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new ListSpout(items), 4);
        builder.SetBolt("2", () => new WordCounter(), 6).FieldsGrouping("1", new Fields("word"));
        builder.SetBolt("3", new Fields(), (tuple, _) => { }, 1).GlobalGrouping("2");
        builder.SetBolt("4", () => new FunctionBolt((tuple, collector, _) =>
        {
            collector.Emit(tuple, System.Text.Encoding.ASCII.GetString(tuple.GetBytes(0)) + tuple.GetInt32(1));
            collector.Ack(tuple);
        }, new Fields("text"))).GlobalGrouping("2");
        builder.SetBolt("5", seen.CreateBolt).GlobalGrouping("4");

        await RunToCompletion(builder.Build());

        var expected = Enumerable.Range(1, 24).SelectMany(i => new[] { $"a{i}", $"b{i}" });
        Assert.Equal(expected.Order(), seen.Tuples.Order());
    }

    [Fact]
    [Trait("Behaviour", "T21")]
    public async Task ManyTasksInOneExecutorGetEverything()
    {
        var seen = new Capture();
        var items = Enumerable.Range(0, 24).Select(i => (Value)i).ToArray();
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new ListSpout(items));
        builder.SetBolt("2", () => new IdentityBolt("number"), 1).SetNumTasks(10).ShuffleGrouping("1");
        builder.SetBolt("3", seen.CreateBolt).GlobalGrouping("2");

        await RunToCompletion(builder.Build());

        Assert.Equal(24, seen.Tuples.Distinct().Count());
        Assert.Equal(24, seen.Tuples.Count);
    }

    [Fact]
    public async Task CleanupRunsFromTheSourcesToTheEnd()
    {
        var order = new ConcurrentQueue<string>();
        var builder = new TopologyBuilder();
        builder.SetSpout("z", () => new CleanedSpout(order));
        builder.SetBolt("y", () => new CleanedBolt(order, "y")).ShuffleGrouping("z");
        builder.SetBolt("a", () => new CleanedBolt(order, "a")).ShuffleGrouping("y");

        await RunToCompletion(builder.Build());

        Assert.Equal(["z", "y", "a"], order);
    }

    private sealed class CleanedSpout(ConcurrentQueue<string> order) : Spout
    {
        private SpoutOutputCollector? _collector;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("x"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

        public override void Execute() => _collector!.Complete();

        public override void Cleanup() => order.Enqueue("z");
    }

    private sealed class CleanedBolt(ConcurrentQueue<string> order, string id) : BasicBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("x"));

        public override void Execute(StreamTuple input, BasicOutputCollector collector) { }

        public override void Cleanup() => order.Enqueue(id);
    }

    private static async Task RunToCompletion(TopologySpec spec)
    {
        await using var cluster = await LocalCluster.StartAsync(token: TestContext.Current.CancellationToken);
        var handle = await cluster.SubmitAsync("test", new TopologyConfig(), spec, TestContext.Current.CancellationToken);
        await handle.Completion.Within("completion");
    }
}
