using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Trees with any number of first tuples, as sources emit that have operators in their task, over two workers: spout "s" in worker 0, bolt "b" in worker 1.</summary>
public class SourceTreeTests
{
    private readonly Queue<int[]> _trees = new();
    private readonly SpoutProbe _spout = new();
    private readonly BoltProbe _bolt = new();
    private int _next;

    public SourceTreeTests() => _spout.OnExecute = EmitNext;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void When_a_tree_ends_within_a_batch_or_with_it_Then_it_is_acked_once(int ackers)
    {
        int[] sizes = [256, 1, 255, 256, 512, 257, 511, 1, 0, 3, 1024, 0, 768];
        foreach (var size in sizes)
            _trees.Enqueue([.. Enumerable.Range(0, size)]);
        using var workers = Workers(ackers);

        workers.Start().Settle();

        Assert.Equal(sizes.Sum(), _bolt.Received.Count);
        AssertAcked(sizes.Length);
        Assert.True(workers.IsQuiet);
    }

    [Fact]
    public void When_nobody_gets_some_tuples_of_a_tree_Then_it_is_acked_once()
    {
        int[][] trees = [[1, -1], [-1, 2], [-1], [3, 4, -1, -1], [-1, 5, -1], [6]];
        foreach (var tree in trees)
            _trees.Enqueue(tree);
        using var workers = Workers(ackers: 1);

        workers.Start().Settle();

        Assert.Equal([1, 2, 3, 4, 5, 6], _bolt.Received.Select(entry => entry.Tuple.GetInt32(0)).Order());
        AssertAcked(trees.Length);
    }

    [Fact]
    public void When_a_tuple_of_a_tree_fails_Then_the_tree_fails_once()
    {
        _bolt.Body = (bolt, tuple) =>
        {
            if (tuple.GetInt32(0) == 300)
                bolt.Collector.Fail(tuple);
            else
                bolt.Collector.Ack(tuple);
        };
        _trees.Enqueue([.. Enumerable.Range(0, 512)]);
        _trees.Enqueue([1, 2, 3]);
        using var workers = Workers(ackers: 2);

        workers.Start().Settle();

        Assert.Equal(["Ack 1", "Fail 0 Failed"], _spout.Answers.Order());
    }

    private void EmitNext(ProbeSpout spout)
    {
        if (!_trees.TryDequeue(out var tree))
            return;
        spout.Collector.BeginTree(_next++);
        foreach (var number in tree)
            spout.Collector.EmitInTree(StreamIds.Default, [number]);
        spout.Collector.EndTree(isFailed: false);
    }

    private TestWorkers Workers(int ackers) => new(Define, 2, (component, _) => component == "s" ? 0 : 1, new TopologyConfig { AckerExecutors = ackers });

    private void Define(TopologyBuilder builder)
    {
        builder.SetSpout("s", _spout.Create);
        builder.SetBolt("b", _bolt.Create).CustomGrouping("s", () => new DropsNegative());
    }

    private void AssertAcked(int trees) => Assert.Equal(Enumerable.Range(0, trees).Select(id => $"Ack {id}").Order(), _spout.Answers.Order());

    private sealed class DropsNegative : ICustomGrouping
    {
        private IReadOnlyList<int> _tasks = [];

        public void Prepare(TopologyContext context, string stream, IReadOnlyList<int> targetTasks) => _tasks = targetTasks;

        public void ChooseTasks(int sourceTask, ReadOnlySpan<Value> values, ICollection<int> chosen)
        {
            if (values[0].AsInt32() >= 0)
                chosen.Add(_tasks[0]);
        }
    }
}
