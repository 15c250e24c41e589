using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Which snapshots are taken when a checkpoint comes at a bad time: in a slice that goes on over what the executor is told, or before there are instances.</summary>
public sealed class SnapshotTests : ICheckpointSink, IDisposable
{
    private readonly SpoutProbe _spout = new();
    private readonly BoltProbe _bolt = new();
    private readonly List<(long Checkpoint, bool IsFull)> _taken = []; // of the bolt
    private readonly TestTopology _topology;

    public SnapshotTests() => _topology = new TestTopology(
        builder =>
        {
            builder.SetSpout("s", _spout.Create);
            builder.SetBolt("b", _bolt.Create).ShuffleGrouping("s");
        },
        new TopologyConfig { Guarantee = DeliveryGuarantee.EffectivelyOnce },
        checkpoints: this);

    public void Dispose() => _topology.Dispose();

    [Fact]
    public void When_a_checkpoint_is_given_up_during_a_slice_that_sees_the_next_barrier_Then_that_snapshot_is_full()
    {
        _bolt.Body = (bolt, tuple) =>
        {
            var state = bolt.Context.GetKeyValueState<string, long>("counts");
            foreach (var key in Enumerable.Range(0, 20))
                state.Put($"{tuple[0]}/{key}", 1);
            bolt.Collector.Ack(tuple);
            if (tuple[0].AsInt64() == 3)
                GiveUpAndBegin(2, 3);
        };
        Feed(1);
        _topology.Start();
        Begin(1);
        Feed(2);
        Begin(2);
        Feed(3);
        _topology.Run();

        Assert.Equal([(1, true), (2, false), (3, true)], _taken);
    }

    [Fact]
    public void When_a_tuple_was_failed_Then_no_snapshot_says_that_it_was_processed()
    {
        _bolt.Body = (bolt, tuple) => bolt.Collector.Fail(tuple);
        _topology.Start();
        Feed(1);
        RunSpout();
        _topology.Spout("s").BeginCheckpoint(1);
        RunSpout();
        _topology.Run();

        Assert.Empty(_taken);
        Assert.Equal("b", Assert.Single(_topology.Observer.Failures).Executor.Plan.Component.Id);
    }

    [Fact]
    public void When_a_checkpoint_begins_before_there_are_instances_Then_it_is_taken_once_there_are()
    {
        Begin(1);
        Assert.Empty(_taken);

        _topology.Start();

        Assert.Equal([(1, false)], _taken);
    }

    [Fact]
    public void When_it_is_given_up_before_there_are_instances_Then_it_is_not_taken()
    {
        Begin(1);
        _topology.Engine.AbortCheckpoint(1);

        _topology.Start();

        Assert.Empty(_taken);
    }

    void ICheckpointSink.Taken(ComponentExecutor executor, ExecutorSnapshot snapshot)
    {
        if (executor is BoltExecutor)
            _taken.Add((snapshot.Checkpoint, snapshot.Tasks[0].Pieces.Any(piece => piece.IsFull)));
    }

    void ICheckpointSink.Settled(ComponentExecutor executor, long checkpoint) { }

    void ICheckpointSink.Wanted() { }

    void ICheckpointSink.Needed() { }

    private void Feed(long value)
    {
        _spout.Feed.Enqueue((null, [value]));
        _topology.Spout("s").Wake();
    }

    private void Begin(long checkpoint)
    {
        _topology.Run();
        _topology.Engine.BeginCheckpoint(checkpoint);
        _topology.Run();
    }

    // The coordinator and the spout have threads of their own: the bolt is in a slice all the while.
    private void GiveUpAndBegin(long givenUp, long next)
    {
        _topology.Engine.AbortCheckpoint(givenUp);
        _topology.Engine.BeginCheckpoint(next);
        RunSpout();
    }

    private void RunSpout() => _topology.Scheduler.RunOnly(_topology.Spout("s"));
}
