using Topology.Runtime.Checkpoints;

namespace Topology.Testing.Tests.Checkpoints;

/// <summary>What a test of an effectively-once topology looks like, and what ends one.</summary>
public class CrashTests
{
    private static readonly TopologyConfig Config = new()
    {
        Guarantee = DeliveryGuarantee.EffectivelyOnce,
        CheckpointInterval = TimeSpan.FromMilliseconds(1),
        Restart = new RestartOptions { MaxRestarts = 1000, MaxDelay = TimeSpan.FromSeconds(1) },
    };

    [Fact]
    public void When_executors_crash_the_store_fails_and_the_process_dies_Then_every_number_is_published_once()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var outside = new Outside(seed, 0, new RecordingStore()); // what outlives the topology: its store, and what its sink publishes
            var options = new SimulationOptions { Seed = seed, CheckpointStore = outside.Store, CrashProbability = 0.001, StoreFailureProbability = 0.1 };
            using (var first = new SimulatedTopology(Build(outside), Config, options))
            {
                first.Advance(TimeSpan.FromMilliseconds(5));
                Assert.False(first.IsCompleted);
                first.Kill();
            }
            using var second = new SimulatedTopology(Build(outside), Config, options);

            second.RunToCompletion();

            Assert.True(Published(100).SequenceEqual(outside.Published["sink"].Order()), $"seed {seed}");
        }
    }

    [Fact]
    public void When_it_is_killed_Then_it_is_over_but_not_completed()
    {
        var outside = new Outside(1, 0, new RecordingStore());
        using var topology = new SimulatedTopology(Build(outside), Config, new SimulationOptions { CheckpointStore = outside.Store });
        topology.Advance(TimeSpan.FromMilliseconds(5));
        var (completed, emitted) = (topology.Checkpoints.Completed, topology.Emitted("numbers").Count);

        topology.Kill();
        topology.Kill();
        topology.Advance(TimeSpan.FromSeconds(1));

        Assert.InRange(completed, 2, 5);
        Assert.Equal((false, emitted), (topology.IsCompleted, topology.Emitted("numbers").Count));
    }

    [Fact]
    public void When_it_has_completed_Then_the_next_one_begins_anew()
    {
        var outside = new Outside(1, 0, new RecordingStore());
        var options = new SimulationOptions { CheckpointStore = new MemoryCheckpointStore() };
        for (var times = 1; times <= 2; times++)
        {
            using var topology = new SimulatedTopology(Build(outside), Config, options);
            topology.RunToCompletion();
            Assert.Equal(100, topology.Emitted("numbers").Count);
            Assert.Equal((100, 100), (topology.Totals.Tracked, topology.Totals.Acked + topology.Totals.Failed + topology.Totals.Pending));
        }
    }

    [Fact]
    public void When_it_fails_too_often_Then_it_is_given_up()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("numbers", () => new NumberSpout(new Outside(1, 0, new RecordingStore()), 10, 2, TimeSpan.Zero));
        builder.SetBolt("bad", () => new PublishingSink(new Outside(1, int.MaxValue, new RecordingStore()))).ShuffleGrouping("numbers");
        using var topology = new SimulatedTopology(builder.Build(), Config with { Restart = new RestartOptions { MaxRestarts = 2 } }, new SimulationOptions { CrashProbability = 0.2 });

        Assert.Throws<ComponentException>(() => topology.RunToCompletion());

        Assert.NotNull(topology.Failure);
    }

    private static TopologySpec Build(Outside outside)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("numbers", () => new NumberSpout(outside, count: 100, burst: 2, idle: TimeSpan.FromMilliseconds(4)));
        builder.SetBolt("sums", () => new SumBolt(outside), 2).FieldsGrouping("numbers", new Fields("key"));
        builder.SetBolt("sink", () => new PublishingSink(outside), 2).FieldsGrouping("sums", new Fields("key"));
        return builder.Build();
    }

    private static IEnumerable<long> Published(int count)
    {
        var outside = new Outside(1, 0, new RecordingStore());
        using var calm = new SimulatedTopology(Build(outside), Config, new SimulationOptions { CheckpointStore = outside.Store });
        calm.RunToCompletion();
        var published = outside.Published["sink"];
        Assert.Equal(count, published.Count);
        return published.Order();
    }
}
