using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Watermarks and held trees between workers: spouts "near" and "far", bolt "b" beside "near" in worker 0; "far" is in worker 1.</summary>
public sealed class DistributedWatermarkTests : IDisposable
{
    private readonly SpoutProbe _near = new("time");
    private readonly SpoutProbe _far = new("time");
    private readonly TimedProbe _bolt = new(emits: false);
    private readonly TestWorkers _workers;

    public DistributedWatermarkTests() => _workers = new TestWorkers(
        builder =>
        {
            builder.SetSpout("near", _near.Create).WithEventTime("time");
            builder.SetSpout("far", _far.Create).WithEventTime("time");
            builder.SetBolt("b", _bolt.Create).ShuffleGrouping("near").ShuffleGrouping("far");
        },
        2, (component, _) => component == "far" ? 1 : 0);

    public void Dispose() => _workers.Dispose();

    [Fact]
    public void When_nothing_has_come_from_another_worker_yet_Then_it_is_waited_for_all_the_same()
    {
        _workers.Start();
        Feed(_near, 10);
        Assert.Equal(["tuple 10"], _bolt.Log);

        Feed(_far, 5);

        Assert.Equal(["tuple 10", "tuple 5", "watermark 5"], _bolt.Log);
        Assert.True(_workers.IsQuiet);
    }

    [Fact]
    public void When_the_other_workers_source_ends_Then_the_near_one_alone_counts()
    {
        _workers.Start();
        Feed(_near, 10);
        Feed(_far, 5);

        End(_far);
        Assert.Equal("watermark 10", _bolt.Log[^1]);
        End(_near);

        Assert.Equal("end", _bolt.Log[^1]);
        Assert.True(_workers.IsQuiet);
    }

    [Fact]
    public void When_the_link_was_lost_and_comes_back_Then_the_watermark_comes_again()
    {
        _workers.Start();
        Feed(_near, 10);
        _workers.Link(1, 0).Break();
        _workers.Engines[0].Detach(1);
        _workers.Engines[1].Detach(0);
        Feed(_far, 5);
        Assert.Equal(["tuple 10"], _bolt.Log);

        _workers.Join(0, 1);
        _workers.Settle();

        Assert.Equal("watermark 5", _bolt.Log[^1]);
        Assert.True(_workers.IsQuiet);
    }

    [Fact]
    public void When_the_bolts_process_is_replaced_Then_the_new_one_is_told_by_those_that_were_not()
    {
        _workers.Start();
        Feed(_near, 10);
        Feed(_far, 5);
        _bolt.Log.Clear();

        _workers.Kill(0);
        _workers.Replace(0, epoch: 1);
        Feed(_near, 7);

        Assert.Equal(["tuple 7", "watermark 5"], _bolt.Log);
    }

    [Fact]
    public void When_a_tree_of_another_worker_is_held_Then_it_does_not_time_out_there()
    {
        StreamTuple held = default;
        _bolt.OnTuple = (bolt, tuple) => bolt.Collector.Hold(held = tuple);
        _workers.Start();
        _far.Feed.Enqueue((1, [TimedChain.At(5)]));
        _workers.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(_far.Answers);

        _bolt.Last.Context.Post(() => _bolt.Last.Collector.Ack(held));
        _workers.Settle();

        Assert.Equal(["Ack 1"], _far.Answers);
    }

    private void Feed(SpoutProbe spout, int second)
    {
        spout.Feed.Enqueue((null, [TimedChain.At(second)]));
        spout.Instances[^1].Collector.Wake();
        _workers.Settle();
    }

    private void End(SpoutProbe spout)
    {
        spout.OnExecute = instance => instance.Collector.Complete();
        spout.Instances[^1].Collector.Wake();
        _workers.Settle();
    }
}
