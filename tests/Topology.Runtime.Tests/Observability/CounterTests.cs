using CsCheck;
using HdrHistogram;
using Topology.Runtime.Observability;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Observability;

/// <summary>Counters add up at any time at which the executors are at rest.</summary>
public class CounterTests
{
    /// <summary>What the bolt does with each tuple: 0 acks, 1 fails, 2 never answers, 3 emits and acks.</summary>
    private static readonly Gen<int[]> Fates = Gen.Int[0, 3].Array[1, 300];

    [Fact]
    public void When_tuples_have_any_fate_Then_tracked_is_acked_and_failed_and_timed_out_and_pending() => Gen
        .Select(Fates, Gen.Int[1, 3], Gen.Int[1, 500])
        .Sample((fates, ackers, window) => AddsUp(fates, ackers, window), iter: 150, threads: 1);

    private static void AddsUp(int[] fates, int ackers, int window)
    {
        using var chain = new Chain { Config = new TopologyConfig { AckerExecutors = ackers, CreditWindow = window } };
        chain.Bolt.Body = (bolt, tuple) =>
        {
            var fate = fates[tuple.GetInt32(0)];
            if (fate == 3)
                bolt.Collector.Emit(tuple, 1);
            if (fate is 0 or 3)
                bolt.Collector.Ack(tuple);
            else if (fate == 1)
                bolt.Collector.Fail(tuple);
        };
        chain.Spout.Track([.. Enumerable.Range(0, fates.Length)]);
        chain.Start();
        chain.Topology.Advance(TimeSpan.FromSeconds(1));
        var (unanswered, failed) = (fates.Count(fate => fate == 2), fates.Count(fate => fate == 1));
        var good = fates.Length - unanswered - failed;
        var (spout, bolt) = (chain.Topology.Counters("s"), chain.Topology.Counters("b"));

        Assert.Equal((fates.Length, good, failed, 0, unanswered), (spout.Tracked, spout.Acked, spout.Failed, spout.TimedOut, chain.Topology.Spout("s").Pending));
        Assert.Equal((fates.Length, fates.Length), (spout.Emitted, spout.Transferred));
        Assert.Equal((fates.Length, good, failed), (bolt.Executed, bolt.Acked, bolt.Failed));
        Assert.Equal((fates.Count(fate => fate == 3), chain.Sink.Received.Count), (bolt.Emitted, bolt.Transferred));

        chain.Topology.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((unanswered, 0), (spout.TimedOut, chain.Topology.Spout("s").Pending));
        Assert.Equal(fates.Length, chain.Spout.Answers.Count());
    }

    [Fact]
    public void When_a_tuple_goes_to_all_tasks_Then_it_is_emitted_once_and_transferred_to_each()
    {
        var (spout, bolt) = (new SpoutProbe().Track(1, 2), new BoltProbe());
        using var topology = new TestTopology(builder =>
        {
            builder.SetSpout("s", spout.Create);
            builder.SetBolt("b", bolt.Create, 2).SetNumTasks(6).AllGrouping("s");
        }).Start();

        Assert.Equal((2, 12), (topology.Counters("s").Emitted, topology.Counters("s").Transferred));
        Assert.Equal(12, Enumerable.Range(0, 2).Sum(i => topology.Of("b", i).Counters.Executed));
    }

    [Fact]
    public void When_a_share_of_the_latencies_is_measured_Then_it_is_that_share_in_batches_of_any_size() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 300].Array[1, 8]).Sample(MeasuresItsShare, iter: 100, threads: 1);

    private static void MeasuresItsShare(int every, int[] batches)
    {
        using var chain = new Chain { Config = new TopologyConfig { LatencySampleRate = 1.0 / every, MaxSpoutPending = null } };
        chain.Start();
        foreach (var batch in batches)
        {
            chain.Spout.Track([.. Enumerable.Range(0, batch)]);
            chain.Topology.Advance(TimeSpan.FromSeconds(1));
        }

        var sum = LatencyRecorder.CreateSum();
        chain.Topology.Counters("b").AddExecuteLatencyTo(sum);
        Assert.Equal(batches.Sum() / every, sum.TotalCount);
    }

    [Fact]
    public void When_tuples_of_a_thinned_batch_are_acked_later_Then_their_samples_stand_for_as_many()
    {
        using var chain = new Chain { Config = new TopologyConfig { LatencySampleRate = 0.05, MaxSpoutPending = null } };
        var kept = new List<StreamTuple>();
        chain.Bolt.Body = (bolt, tuple) =>
        {
            if (tuple.GetInt32(0) < 200)
                bolt.Collector.Ack(tuple);
            else
                kept.Add(tuple);
        };
        chain.Start();
        chain.Spout.Track([.. Enumerable.Range(0, 200)]);
        chain.Topology.Advance(TimeSpan.FromSeconds(1));
        chain.Spout.Track([.. Enumerable.Range(200, 200)]);
        chain.Topology.Advance(TimeSpan.FromSeconds(1));
        chain.InBolt(bolt => kept.ForEach(bolt.Collector.Ack));

        var sum = LatencyRecorder.CreateSum();
        chain.Topology.Counters("b").ProcessLatency.AddTo(sum);
        Assert.Equal(10, sum.TotalCount);
        Assert.InRange(sum.GetValueAtPercentile(1), 9_800_000, 10_200_000); // a second, to two digits
    }

    [Fact]
    public void When_every_latency_is_measured_Then_there_is_one_of_each_kind_for_each_tuple()
    {
        using var chain = new Chain { Config = new TopologyConfig { LatencySampleRate = 1 } };
        chain.Bolt.Body = (bolt, tuple) =>
        {
            chain.Topology.Pass(TimeSpan.FromMilliseconds(5));
            bolt.Collector.Ack(tuple);
        };
        chain.Spout.Track([.. Enumerable.Range(0, 100)]);
        chain.Start();
        chain.Topology.Advance(TimeSpan.FromSeconds(1));

        AssertMeasured(chain.Topology.Counters("b").AddExecuteLatencyTo, 5, 5);
        AssertMeasured(chain.Topology.Counters("b").AddProcessLatencyTo, 5, 5);
        AssertMeasured(chain.Topology.Counters("s").AddCompleteLatencyTo, 5, 1000);

        static void AssertMeasured(Action<LongHistogram> addTo, int least, int most)
        {
            var sum = LatencyRecorder.CreateSum();
            addTo(sum);
            Assert.Equal(100, sum.TotalCount);
            Assert.InRange(sum.GetValueAtPercentile(50), least * 9_900, most * 10_100);
        }
    }
}
