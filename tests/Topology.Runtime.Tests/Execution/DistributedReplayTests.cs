using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Spout "s" with event time and bolt "m" in worker 0, bolt "j", which holds its inputs, in worker 1. What is lost with a process or a link is not late when it comes again.</summary>
public sealed class DistributedReplayTests : IDisposable
{
    private readonly SpoutProbe _spout = new("time");
    private readonly TimedProbe _middle = new(emits: true);
    private readonly TimedProbe _holder = new(emits: false);
    private readonly TestWorkers _workers;

    public DistributedReplayTests()
    {
        _workers = new TestWorkers(
            builder =>
            {
                builder.SetSpout("s", _spout.Create).WithEventTime("time");
                builder.SetBolt("m", _middle.Create).ShuffleGrouping("s");
                builder.SetBolt("j", _holder.Create).ShuffleGrouping("m");
            },
            2, (component, _) => component == "j" ? 1 : 0);
        _holder.OnTuple = (bolt, tuple) => bolt.Collector.Hold(tuple);
        _spout.OnFail = (_, id, _) => Emit(id);
        Emit(1);
        Emit(2);
        _workers.Start();
        _workers.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["tuple 1", "tuple 2", "watermark 2"], _holder.Log);
        _holder.Log.Clear();
    }

    public void Dispose() => _workers.Dispose();

    [Fact]
    public void When_the_holders_process_is_replaced_Then_it_is_told_of_watermarks_after_the_replays()
    {
        _workers.Kill(1);
        _workers.Run(); // whoever is left says what it knows
        _workers.Engines[0].FailPending();
        _workers.Replace(1, epoch: 1);
        _workers.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["tuple 2", "tuple 1", "watermark 2"], _holder.Log); // held trees fail from the last to the first
    }

    [Fact]
    public void When_it_is_replaced_after_a_long_time_Then_it_is_told_of_watermarks_after_the_replays()
    {
        _workers.Kill(1);
        _workers.Engines[0].FailPending();
        _workers.Advance(TimeSpan.FromSeconds(20));
        Emit(9);
        _workers.Replace(1, epoch: 1);
        _workers.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["tuple 1", "tuple 2", "tuple 9"], _holder.Log.Where(entry => entry.StartsWith("tuple", StringComparison.Ordinal)).Order());
        Assert.Equal("watermark 9", _holder.Log[^1]);
        Assert.DoesNotContain(_holder.Log.TakeWhile(entry => entry != "tuple 1"), entry => entry.StartsWith("watermark", StringComparison.Ordinal));
    }

    [Fact]
    public void When_nothing_was_lost_Then_watermarks_go_on_after_a_while()
    {
        _spout.OnFail = null;
        _workers.Engines[0].FailPending();
        _workers.Advance(TimeSpan.FromSeconds(1));
        _workers.Kill(1);
        _workers.Replace(1, epoch: 1);

        _workers.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal("watermark 2", _holder.Log[^1]);
        Assert.True(_workers.IsQuiet);
    }

    private void Emit(Value id)
    {
        _spout.Feed.Enqueue((id, [TimedChain.At(id.AsInt32())]));
        if (_spout.Instances.Count > 0)
            _spout.Instances[^1].Collector.Wake();
    }
}
