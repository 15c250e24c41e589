using System.Collections.Concurrent;
using Topology.Clustering.Tests.Support;
using Topology.Runtime.Checkpoints;
using Topology.Testing;

namespace Topology.Clustering.Tests.Checkpoints;

/// <summary>What users see of checkpoints in a local cluster: stores that fail, damage, savepoints, other parallelism, other guarantees.</summary>
public class CheckpointLifeTests
{
    private static readonly TopologyConfig Config = new()
    {
        Guarantee = DeliveryGuarantee.EffectivelyOnce,
        CheckpointInterval = TimeSpan.FromMilliseconds(20),
        Restart = new RestartOptions { MaxRestarts = 1000, InitialDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) },
    };

    private readonly Feeder _feeder = new(new Fields("key"));
    private readonly ConcurrentQueue<string> _counts = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_the_store_fails_for_a_while_Then_the_topology_goes_on_and_says_why_no_checkpoint_completes()
    {
        var isFull = true;
        var store = new FaultyStore(new MemoryCheckpointStore()) { FailsWrite = () => Volatile.Read(ref isFull) };
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { CheckpointStore = store }, Token);
        var handle = await cluster.SubmitAsync("full", Config, Counting(), Token);
        _feeder.Feed("a", "a");
        await UntilAsync(handle, report => report.FailedInARow > 1, "two checkpoints failed");

        Assert.Contains("disk is full", (await handle.GetCheckpointsAsync(Token)).LastFailure);
        Assert.Equal(TopologyStatus.Active, await handle.GetStatusAsync(Token));
        Volatile.Write(ref isFull, false);
        _feeder.Feed("a", "a");
        _feeder.Complete();
        await handle.Completion.Within("completion");

        Assert.Equal(["a 1", "a 2"], _counts);
        Assert.Equal(0, (await handle.GetCheckpointsAsync(Token)).FailedInARow);
    }

    [Fact]
    public async Task When_the_clock_is_set_back_Then_checkpoints_go_on_and_the_result_is_right()
    {
        var (ledger, clock) = (new Ledger(), new SetClock());
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { TimeProvider = clock }, Token);
        var handle = await cluster.SubmitAsync("early", Config, Summing(ledger, long.MaxValue), Token);
        foreach (var set in new[] { TimeSpan.FromHours(-1), TimeSpan.FromHours(3), TimeSpan.FromDays(-400) })
        {
            clock.Set(set);
            var before = (await handle.GetCheckpointsAsync(Token)).Completed;
            await UntilAsync(handle, report => report.Completed > before + 2, $"checkpoints after the clock was set by {set}");
        }
        var report = await handle.GetCheckpointsAsync(Token);
        await handle.KillAsync(token: Token);

        Assert.True(report.Age >= TimeSpan.Zero, $"{report.Age}");
        var published = ledger.Published;
        Assert.Equal(published.Count, published.Distinct().Count());
        Assert.True(published.Count > 0);
    }

    [Fact]
    public async Task When_the_commit_fails_now_and_then_Then_the_result_is_right()
    {
        var commits = 0;
        var store = new FaultyStore(new MemoryCheckpointStore()) { FailsCommit = () => Interlocked.Increment(ref commits) % 3 != 0 };
        var ledger = new Ledger();
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { CheckpointStore = store }, Token);

        var handle = await cluster.SubmitAsync("commits", Config, Summing(ledger, 20_000), Token);
        await handle.Completion.Within("completion");

        Assert.Equal(20_000, ledger.Published.Distinct().Count());
        Assert.Equal(20_000, ledger.Published.Count);
        Assert.True(store.Failures > 0);
    }

    [Fact]
    public async Task When_the_last_checkpoint_is_damaged_Then_the_one_before_is_used_and_when_all_are_the_submission_is_refused()
    {
        var store = new FaultyStore(new MemoryCheckpointStore());
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { CheckpointStore = store }, Token);
        var first = await cluster.SubmitAsync("damage", Config, Counting(), Token);
        _feeder.Feed("a", "a");
        await UntilAsync(first, report => report.WrittenBytes > 0 || report.Bytes > 0, "a checkpoint with the first count");
        var before = (await first.GetCheckpointsAsync(Token)).LastId;
        _feeder.Feed("a", "a");
        await UntilAsync(first, report => report.LastId > before && report.WrittenBytes > 0, "a checkpoint with the second count");
        await first.KillAsync(TimeSpan.Zero, Token);
        var newest = (await store.ListAsync("damage", Token))[0];
        var damaged = newest.Tasks.Single(task => task.Pieces.Count > 1).Pieces[^1].Piece;
        store.IsDamaged = piece => piece == damaged;

        var second = await cluster.SubmitAsync("damage", Config, Counting(), Token);
        _feeder.Feed("a", "a");
        _feeder.Complete();
        await second.Completion.Within("completion");

        Assert.Equal(["a 1", "a 2", "a 2"], _counts);
    }

    [Fact]
    public async Task When_all_checkpoints_are_damaged_Then_the_submission_is_refused_with_the_reason()
    {
        var store = new FaultyStore(new MemoryCheckpointStore());
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { CheckpointStore = store }, Token);
        var first = await cluster.SubmitAsync("lost", Config, Counting(), Token);
        _feeder.Feed("a", "a");
        await UntilAsync(first, report => report.Bytes > 0, "a checkpoint");
        await first.KillAsync(TimeSpan.FromSeconds(10), Token);
        store.IsDamaged = _ => true;

        var error = await Assert.ThrowsAsync<CheckpointDamagedException>(() => cluster.SubmitAsync("lost", Config, Counting(), Token));
        var anew = await cluster.SubmitAsync("lost", Config with { ResumeFromCheckpoint = false }, Counting(), Token);
        _feeder.Feed("a", "a");
        _feeder.Complete();
        await anew.Completion.Within("completion");

        Assert.Contains("is damaged", error.Message);
        Assert.Equal(["a 1", "a 1"], _counts);
    }

    [Fact]
    public async Task When_a_savepoint_is_taken_Then_another_cluster_begins_with_it_also_with_other_parallelism()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.FullName, "a.savepoint");
        await using (var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { DataFolder = folder.FullName }, Token))
        {
            var handle = await cluster.SubmitAsync("saved", Config, Counting(2), Token);
            foreach (var key in Keys)
                _feeder.Feed(key, key);
            await CountedAsync(Keys.Length);
            await handle.SaveAsync(file, Token);
        }
        _counts.Clear();

        await using var other = await LocalCluster.StartAsync(token: Token);
        await other.ImportSavepointAsync(file, "elsewhere", Token);
        var again = await other.SubmitAsync("elsewhere", Config, Counting(3), Token);
        foreach (var key in Keys)
            _feeder.Feed(key, key);
        _feeder.Complete();
        await again.Completion.Within("completion");

        Assert.Equal(Keys.Select(key => $"{key} 2").Order(), _counts.Order());
    }

    [Fact]
    public async Task When_a_savepoint_does_not_fit_Then_the_submission_says_which_component_unless_state_may_be_dropped()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.FullName, "a.savepoint");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("renamed", Config, Counting(), Token);
        _feeder.Feed("a", "a");
        await CountedAsync(1);
        await handle.SaveAsync(file, Token);
        await handle.KillAsync(TimeSpan.Zero, Token);
        await cluster.ImportSavepointAsync(file, "other", Token);

        var error = await Assert.ThrowsAsync<CheckpointDamagedException>(() => cluster.SubmitAsync("other", Config, Counting(name: "tally"), Token));
        await cluster.ImportSavepointAsync(file, "other", Token);
        var dropped = await cluster.SubmitAsync("other", Config with { AllowDroppedState = true }, Counting(name: "tally"), Token);
        _feeder.Feed("a", "a");
        _feeder.Complete();
        await dropped.Completion.Within("completion");

        Assert.Contains("It holds state of component \"count\", which the topology has not; its stateful ones are tally.", error.Message);
        Assert.Contains("It holds nothing of the stateful component \"tally\"", error.Message);
        Assert.Equal(["a 1", "a 1"], _counts);
    }

    [Fact]
    public async Task When_a_topology_is_rebalanced_Then_it_keeps_its_state()
    {
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("moved", Config, Counting(tasks: 4), Token);
        foreach (var key in Keys)
            _feeder.Feed(key, key);
        await CountedAsync(Keys.Length);

        await handle.RebalanceAsync(new RebalanceOptions { Executors = new Dictionary<string, int> { ["count"] = 1 } }, Token);
        foreach (var key in Keys)
            _feeder.Feed(key, key);
        _feeder.Complete();
        await handle.Completion.Within("completion");

        Assert.Equal(Keys.SelectMany(key => new[] { $"{key} 1", $"{key} 2" }).Order(), _counts.Order());
    }

    [Fact]
    public async Task When_delivery_is_at_least_once_Then_a_failed_executor_restarts_with_its_own_state()
    {
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("restart", Config with { Guarantee = DeliveryGuarantee.AtLeastOnce }, Counting(), Token);
        _feeder.Feed(1, "a");
        _feeder.Feed(2, "a");
        await CountedAsync(2);
        var last = (await handle.GetCheckpointsAsync(Token)).LastId ?? 0;
        await UntilAsync(handle, report => report.LastId > last + 1, "a checkpoint after both");

        _feeder.Feed(3, "fail");
        _feeder.Feed(4, "a");
        _feeder.Complete();
        await handle.Completion.Within("completion");

        Assert.Equal(["a 1", "a 2", "a 3"], _counts);
        Assert.Equal(1, (await handle.GetMetricsAsync(Token))["count"].Restarts);
    }

    [Fact]
    public async Task When_one_source_is_idle_and_another_fast_Then_checkpoints_complete()
    {
        var ledger = new Ledger();
        var builder = new TopologyBuilder();
        builder.SetSpout("fast", () => new CountingSpout(long.MaxValue));
        builder.SetSpout("idle", () => _feeder.CreateSpout());
        builder.SetBolt("sums", () => new SumBolt(), 2).FieldsGrouping("fast", new Fields("key")).AllGrouping("idle");
        await using var cluster = await LocalCluster.StartAsync(token: Token);

        var handle = await cluster.SubmitAsync("idle", Config, builder.Build(), Token);
        await UntilAsync(handle, report => report.Completed > 5, "five checkpoints");

        Assert.Equal(0, (await handle.GetCheckpointsAsync(Token)).Failed);
    }

    [Fact]
    public async Task When_another_process_runs_the_name_with_the_same_data_folder_Then_the_submission_is_refused_until_it_has_ended()
    {
        using var folder = new TemporaryFolder();
        var options = new LocalClusterOptions { DataFolder = folder.FullName };
        await using var second = await LocalCluster.StartAsync(options, Token);
        await using (var first = await LocalCluster.StartAsync(options, Token))
        {
            await first.SubmitAsync("one", Config, Counting(), Token);

            var error = await Assert.ThrowsAsync<TopologyException>(() => second.SubmitAsync("one", Config, Counting(), Token));

            Assert.Contains("running in another process already, with the same data folder", error.Message);
        }
        _feeder.Feed("a", "a");
        _feeder.Complete();
        await (await second.SubmitAsync("one", Config, Counting(), Token)).Completion.Within("completion");
        Assert.Equal(["a 1"], _counts);
    }

    [Fact]
    public async Task When_a_savepoint_was_refused_Then_the_next_submission_does_not_know_of_it()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.FullName, "a.savepoint");
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await cluster.SubmitAsync("from", Config, Counting(), Token);
        _feeder.Feed("a", "a");
        await CountedAsync(1);
        await handle.SaveAsync(file, Token);
        await handle.KillAsync(TimeSpan.Zero, Token);
        await cluster.ImportSavepointAsync(file, "to", Token);
        await Assert.ThrowsAsync<CheckpointDamagedException>(() => cluster.SubmitAsync("to", Config, Counting(name: "tally"), Token));

        var next = await cluster.SubmitAsync("to", Config, Counting(name: "tally"), Token);
        _feeder.Feed("a", "a");
        _feeder.Complete();
        await next.Completion.Within("completion");

        Assert.Equal(["a 1", "a 1"], _counts);
    }

    private static string[] Keys { get; } = [.. Enumerable.Range(0, 50).Select(i => $"k{i}")];

    private static TopologySpec Summing(Ledger ledger, long limit)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("numbers", () => new CountingSpout(limit));
        builder.SetBolt("sums", () => new SumBolt()).FieldsGrouping("numbers", new Fields("key"));
        builder.SetBolt("sink", () => new LedgerSink(ledger)).ShuffleGrouping("sums");
        return builder.Build();
    }

    private TopologySpec Counting(int executors = 1, int? tasks = null, string name = "count")
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("keys", () => _feeder.CreateSpout());
        builder.SetBolt(name, () => new KeyCounter(_counts), tasks ?? executors).FieldsGrouping("keys", new Fields("key"));
        return builder.Build();
    }

    private async Task CountedAsync(int count)
    {
        var end = TimeProvider.System.GetTimestamp();
        while (_counts.Count < count)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(end) < Patience.Limit, $"{_counts.Count} of {count} were counted");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }

    private static async Task UntilAsync(ITopologyHandle handle, Func<CheckpointReport, bool> holds, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!holds(await handle.GetCheckpointsAsync(Token)))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience.Limit, $"did not happen: {what}; {await handle.GetCheckpointsAsync(Token)}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }

    /// <summary>The system's clock, set forth or back.</summary>
    private sealed class SetClock : TimeProvider
    {
        private long _offset;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offset));

        public void Set(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
    }

    /// <summary>Counts keys in its state and tells the test each count.</summary>
    private sealed class KeyCounter(ConcurrentQueue<string> counts) : StatefulBolt<IKeyValueState<string, long>>
    {
        private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
        private IKeyValueState<string, long> _state = null!; // set by InitState, likewise

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

        public override void InitState(IKeyValueState<string, long> state) => _state = state;

        public override void Execute(StreamTuple input)
        {
            var key = input.GetString(0);
            if (key == "fail")
                throw new InvalidOperationException("an accident");
            var count = _state.Get(key) + 1;
            _state.Put(key, count);
            counts.Enqueue($"{key} {count}");
            _collector.Ack(input);
        }
    }
}
