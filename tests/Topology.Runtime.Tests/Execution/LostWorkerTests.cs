using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>A worker is lost and another process takes its place; executors move. Spout "s" in worker 0, bolt "b" in worker 1, sink "c" in worker 2.</summary>
public class LostWorkerTests
{
    private readonly SpoutProbe _spout = new() { };
    private readonly BoltProbe _bolt = new() { Declare = declarer => declarer.Declare(new Fields("v")) };
    private readonly BoltProbe _sink = new();
    private readonly List<StreamTuple> _held = [];

    public LostWorkerTests()
    {
        _bolt.Body = Forward;
        _spout.OnFail = (spout, id, _) => _spout.Track(id.AsInt32());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void When_a_worker_is_replaced_Then_trees_in_flight_fail_as_restarted_and_what_is_replayed_is_acked(int lost)
    {
        _bolt.Body = (_, tuple) => _held.Add(tuple);
        _sink.Body = _bolt.Body;
        _spout.Track([.. Enumerable.Range(1, 100)]);
        using var workers = Workers(ackers: 3).Start();
        Assert.Empty(_spout.Answers);

        _bolt.Body = Forward;
        _sink.Body = null;
        workers.Kill(lost);
        workers.Engines[0].FailPending();
        workers.Run();

        Assert.Equal(100, _spout.Answers.Count(answer => answer.EndsWith("Restarted", StringComparison.Ordinal)));
        workers.Replace(lost, epoch: 1);
        workers.Engines[0].FailPending();
        workers.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(Enumerable.Range(1, 100).Select(i => $"Ack {i}").Order(), _spout.Answers.Where(a => a.StartsWith("Ack", StringComparison.Ordinal)).Order());
        Assert.DoesNotContain(_spout.Answers, answer => answer.EndsWith("TimedOut", StringComparison.Ordinal));
        workers.Engines[0].SetActive(false, () => { });
        workers.Run();
        if (lost == 1)
            Assert.True(workers.IsQuiet); // else bolt "b" still holds what it was told to hold
    }

    [Fact]
    public void When_the_worker_is_away_Then_its_senders_wait_and_lose_nothing_that_is_untracked()
    {
        using var workers = Workers(ackers: 0).Start();
        workers.Kill(1);
        for (var i = 1; i <= 300; i++)
            _spout.Feed.Enqueue((null, [i]));
        workers.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_sink.Received);

        workers.Replace(1, epoch: 1);
        workers.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Enumerable.Range(1, 300).Select(i => $"{i}"), _sink.Values);
        Assert.True(workers.IsQuiet);
    }

    [Fact]
    public void When_the_spouts_worker_is_replaced_Then_its_trees_are_told_from_those_of_its_predecessor()
    {
        _bolt.Body = (_, tuple) => _held.Add(tuple);
        _spout.OnFail = null;
        _spout.Track([.. Enumerable.Range(1, 50)]);
        using var workers = Workers(ackers: 3).Start();
        workers.Kill(0);
        var former = _held.ToList();
        _bolt.Body = Forward;

        _spout.Track([.. Enumerable.Range(101, 50)]);
        workers.Replace(0, epoch: 7);
        var bolt = _bolt.Last;
        bolt.Context.Post(() => former.ForEach(tuple => Forward(bolt, tuple))); // late acks for the dead
        workers.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Enumerable.Range(101, 50).Select(i => $"Ack {i}").Order(), _spout.Answers.Order());
    }

    [Fact]
    public void When_an_executor_moves_to_another_worker_Then_it_is_stopped_here_started_there_and_tuples_follow()
    {
        _spout.Track([.. Enumerable.Range(1, 20)]);
        using var workers = Workers(ackers: 1).Start();
        var moved = workers.Engines[1].Executors.Single();
        var at = moved.Plan.Id;

        workers.WorkerOfExecutor[at] = 2;
        workers.EpochOfExecutor[at] = 1;
        var removed = workers.Engines[1].Apply(workers.PlacementOf(1)).Removed;
        removed[0].Stop(cleanup: true);
        workers.Run();
        workers.Engines[1].Forget(removed[0]);
        var added = workers.Engines[2].Apply(workers.PlacementOf(2)).Added;
        workers.Engines[0].Apply(workers.PlacementOf(0));
        workers.Start(added);
        workers.Engines[0].FailPending();
        _spout.Track([.. Enumerable.Range(101, 20)]);
        workers.Advance(TimeSpan.FromSeconds(1));

        Assert.Same(moved, removed[0]);
        Assert.Contains("Cleanup", _bolt.Calls);
        Assert.Empty(workers.Engines[1].Executors);
        Assert.Equal([moved], workers.Engines[1].Former);
        Assert.Equal(2, workers.Engines[2].Executors.Count);
        Assert.Equal(40, _spout.Answers.Count(answer => answer.StartsWith("Ack", StringComparison.Ordinal)));
        Assert.Equal(40, _sink.Values.Distinct().Count());
        Assert.True(workers.IsQuiet);
    }

    [Fact]
    public void When_a_placement_arrives_late_Then_tuples_for_an_executor_that_left_fail_at_once()
    {
        _spout.OnFail = null;
        using var workers = Workers(ackers: 1).Start();
        var at = workers.Engines[1].Executors.Single().Plan.Id;
        workers.WorkerOfExecutor[at] = 2;
        var removed = workers.Engines[1].Apply(workers.PlacementOf(1)).Removed;
        removed[0].Stop(cleanup: false);
        workers.Run();

        _spout.Track(1, 2, 3); // worker 0 has not heard of it
        workers.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(["Fail 1 Restarted", "Fail 2 Restarted", "Fail 3 Restarted"], _spout.Answers.Order());
        Assert.True(workers.Engines[0].IsQuiet);
    }

    private static void Forward(ProbeBolt bolt, StreamTuple tuple)
    {
        bolt.Collector.Emit(tuple, tuple[0]);
        bolt.Collector.Ack(tuple);
    }

    private TestWorkers Workers(int ackers) => new(
        builder =>
        {
            builder.SetSpout("s", _spout.Create);
            builder.SetBolt("b", _bolt.Create).ShuffleGrouping("s");
            builder.SetBolt("c", _sink.Create).ShuffleGrouping("b");
        },
        workers: 3,
        workerOf: (component, _) => component[0] switch { 's' => 0, 'b' => 1, _ => 2 },
        new TopologyConfig { AckerExecutors = ackers, Workers = 3 });
}
