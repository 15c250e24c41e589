using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Barriers between workers: spouts "near" and "far", bolt "b" beside "near" in worker 0; "far" is in worker 1.</summary>
public sealed class DistributedCheckpointTests : ICheckpointSink, IDisposable
{
    private readonly SpoutProbe _near = new();
    private readonly SpoutProbe _far = new();
    private readonly BoltProbe _bolt = new();
    private readonly List<string> _taken = [];
    private readonly TestWorkers _workers;

    public DistributedCheckpointTests() => _workers = new TestWorkers(
        builder =>
        {
            builder.SetSpout("near", _near.Create);
            builder.SetSpout("far", _far.Create);
            builder.SetBolt("b", _bolt.Create).ShuffleGrouping("near").ShuffleGrouping("far");
        },
        2, (component, _) => component == "far" ? 1 : 0, new TopologyConfig { Guarantee = DeliveryGuarantee.EffectivelyOnce }, this);

    public void Dispose() => _workers.Dispose();

    [Fact]
    public void When_nothing_has_come_from_another_worker_yet_Then_its_barrier_is_waited_for_all_the_same()
    {
        _workers.Start();
        _workers.Engines[0].BeginCheckpoint(1);
        _workers.Run();
        Assert.Equal(["near 1"], _taken);

        Feed(_near, 7);
        _workers.Engines[1].BeginCheckpoint(1);
        _workers.Settle();

        Assert.Equal(["near 1", "far 1", "b 1"], _taken);
        Assert.Equal(["7"], _bolt.Values);
        Assert.True(_workers.IsQuiet);
    }

    [Fact]
    public void When_barriers_cross_again_and_again_Then_they_divide_what_comes_and_nothing_is_left_over()
    {
        _workers.Start();
        for (var checkpoint = 1; checkpoint <= 20; checkpoint++)
        {
            Feed(_far, checkpoint);
            _workers.Engines[1].BeginCheckpoint(checkpoint);
            Feed(_far, -checkpoint);
            _workers.Engines[0].BeginCheckpoint(checkpoint);
            _workers.Settle();
            Assert.Equal(_taken.Count, 3 * checkpoint);
        }

        Assert.Equal(40, _bolt.Received.Count);
        Assert.True(_workers.IsQuiet);
    }

    [Fact]
    public void When_the_link_is_lost_Then_no_snapshot_is_taken_without_what_was_on_it()
    {
        _workers.Start();
        Feed(_far, 1);
        _workers.Link(1, 0).Break();
        _workers.Engines[0].Detach(1);
        _workers.Engines[0].BeginCheckpoint(1);
        _workers.Engines[1].BeginCheckpoint(1);
        _workers.Run();

        Assert.DoesNotContain("b 1", _taken);
    }

    [Fact]
    public void When_the_next_barrier_waits_behind_one_that_is_given_up_Then_it_still_counts_as_work_until_it_is_taken()
    {
        _workers.Start();
        _workers.Engines[1].BeginCheckpoint(1);
        _workers.Run();
        _workers.Engines[1].BeginCheckpoint(2);
        _workers.Run();
        Assert.False(_workers.Engines[0].IsQuiet);

        foreach (var engine in _workers.Engines)
            engine.AbortCheckpoint(1);
        _workers.Engines[0].BeginCheckpoint(2);
        _workers.Settle();

        Assert.Contains("b 2", _taken);
        Assert.True(_workers.IsQuiet);
        Feed(_far, 5);
        _workers.Settle();
        Assert.True(_workers.IsQuiet);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void When_a_tuple_cannot_cross_Then_the_topology_goes_back_instead_of_losing_it(bool isUnsent)
    {
        _workers.Start();
        if (isUnsent)
            _workers.Link(1, 0).CannotEncode = _ => true;
        else
            _workers.Link(1, 0).CannotDecode = _ => true;
        Feed(_far, 1);
        _workers.Run();
        _workers.Engines[0].BeginCheckpoint(1);
        _workers.Engines[1].BeginCheckpoint(1);
        _workers.Run();

        Assert.Equal(isUnsent ? "far" : "b", Assert.Single(_workers.Observer.Failures).Executor.Plan.Component.Id);
        Assert.DoesNotContain("b 1", _taken);
    }

    void ICheckpointSink.Taken(ComponentExecutor executor, ExecutorSnapshot snapshot) => _taken.Add($"{executor.Plan.Component.Id} {snapshot.Checkpoint}");

    void ICheckpointSink.Settled(ComponentExecutor executor, long checkpoint) { }

    void ICheckpointSink.Wanted() { }

    void ICheckpointSink.Needed() { }

    private void Feed(SpoutProbe spout, long value)
    {
        spout.Feed.Enqueue((null, [value]));
        foreach (var executor in _workers.Engines.SelectMany(engine => engine.Executors))
            executor.Wake();
        _workers.Run();
    }
}
