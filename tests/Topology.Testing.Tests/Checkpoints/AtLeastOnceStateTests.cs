namespace Topology.Testing.Tests.Checkpoints;

/// <summary>At least once, with state: an input is acked when a checkpoint holds what it has changed, so whatever fails, nothing is missing in the end.</summary>
public class AtLeastOnceStateTests
{
    private const int Keys = 7;
    private const int Each = 30; // numbers of each key and source task
    private const int Sources = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static TheoryData<int> Shares => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Shares))]
    public void When_anything_fails_Then_no_count_is_too_small(int share)
    {
        var (restarts, doubles, wrong) = (0L, 0L, new List<string>());
        for (var seed = share * 100; seed < (share + 1) * 100 && wrong.Count < 5; seed++)
        {
            var counted = Run(Trouble(seed), out var topology);
            restarts += topology.Restarts;
            doubles += counted.States.Values.Sum() + counted.Published.Values.Sum() - 2 * Keys * Each * Sources;
            wrong.AddRange(counted.Lost().Select(lost => $"seed {seed}: {lost}"));
        }

        Assert.Empty(wrong);
        Assert.True(restarts > 50 && doubles > 1000, $"{restarts} restarts, {doubles} doubles");
    }

    [Fact]
    public void When_acks_do_not_wait_for_checkpoints_Then_the_same_trouble_loses_some() =>
        Assert.Contains(Enumerable.Range(0, 20), seed => Run(Trouble(seed), out _, acksByCheckpoint: false).Lost().Any());

    [Fact]
    public void When_nothing_fails_Then_each_is_counted_once()
    {
        var counted = Run(new SimulationOptions(), out var topology);

        Assert.All(Enumerable.Range(0, Keys), key => Assert.Equal((Each * Sources, Each * Sources), (counted.States[$"k{key}"], counted.Published[$"k{key}"])));
        Assert.Equal((Keys * Each * Sources, 0), (topology.Totals.Acked, topology.Totals.Failed));
    }

    [Fact]
    public void When_checkpoints_are_far_between_Then_the_end_of_the_input_brings_one()
    {
        Run(new SimulationOptions(), out var topology, TimeSpan.FromHours(1), maxPending: 3);

        Assert.True(topology.Time.GetUtcNow() - new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero) < TimeSpan.FromMinutes(1), $"it took until {topology.Time.GetUtcNow()}");
    }

    [Fact]
    public void When_no_checkpoint_completes_for_long_Then_what_waits_does_not_time_out()
    {
        var counted = new Counted();
        var feeder = new Feeder(new Fields("key", "number"));
        var builder = new TopologyBuilder();
        builder.SetSpout("feed", feeder.CreateSpout);
        builder.SetBolt("counts", () => new DeltaBolt(counted)).ShuffleGrouping("feed");
        using var topology = new SimulatedTopology(builder.Build(), Config(TimeSpan.FromMinutes(1)) with { MessageTimeout = TimeSpan.FromSeconds(1), MaxSpoutPending = 2 });
        for (var i = 0; i < 5; i++)
            feeder.Feed(i, "k", i);
        topology.Advance(TimeSpan.FromSeconds(55));
        var totals = topology.Totals;
        topology.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(new SimulationTotals(5, 0, 0, 0, 5), totals);
        Assert.Equal(new SimulationTotals(5, 5, 0, 0, 0), topology.Totals);
    }

    [Fact]
    public void When_a_bolt_forgets_a_tuple_whose_tree_waited_Then_it_times_out_after_the_checkpoint()
    {
        var builder = new TopologyBuilder();
        var feeder = new Feeder(new Fields("key", "number"));
        builder.SetSpout("feed", feeder.CreateSpout);
        builder.SetBolt("counts", () => new DeltaBolt(new Counted())).ShuffleGrouping("feed");
        builder.SetBolt("lost", () => new ForgetfulBolt()).ShuffleGrouping("feed");
        using var topology = new SimulatedTopology(builder.Build(), Config(TimeSpan.FromMilliseconds(10)) with { MessageTimeout = TimeSpan.FromSeconds(1) });
        feeder.Feed(1, "k", 1);
        topology.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(FailReason.TimedOut, Assert.Single(feeder.Failed).Reason);
    }

    private static SimulationOptions Trouble(int seed)
    {
        var random = new Random(seed);
        return new SimulationOptions
        {
            Seed = seed,
            CrashProbability = random.Next(4) > 0 ? random.NextDouble() * 0.02 : 0,
            DelayProbability = random.Next(2) * random.NextDouble() * 0.3,
            LongestDelay = TimeSpan.FromMilliseconds(1),
            StoreFailureProbability = random.Next(2) * random.NextDouble() * 0.1,
            LongestStoreDelay = TimeSpan.FromMicroseconds(random.Next(2) * random.Next(3000)),
        };
    }

    private static Counted Run(SimulationOptions options, out SimulatedTopology topology, TimeSpan? interval = null, int maxPending = 8192, bool acksByCheckpoint = true)
    {
        var counted = new Counted();
        topology = new SimulatedTopology(Build(counted), Config(interval ?? TimeSpan.FromMilliseconds(1)) with { MaxSpoutPending = maxPending }, options, acksByCheckpoint);
        using (topology)
            topology.RunToCompletion(Limit);
        return counted;
    }

    private static TopologySpec Build(Counted counted)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("numbers", () => new AgainSpout(Keys * Each), Sources);
        builder.SetBolt("pass", new Fields("key", "number"), (input, collector) => collector.Emit(input[0], input[1]), 2).ShuffleGrouping("numbers");
        builder.SetBolt("counts", () => new DeltaBolt(counted), 2).FieldsGrouping("pass", new Fields("key"));
        builder.SetBolt("sink", () => new DeltaSink(counted)).GlobalGrouping("counts");
        return builder.Build();
    }

    private static TopologyConfig Config(TimeSpan interval) => new()
    {
        CheckpointInterval = interval,
        CheckpointTimeout = TimeSpan.FromMilliseconds(50),
        Restart = new RestartOptions { MaxRestarts = 1_000_000, InitialDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) },
    };

    /// <summary>What is outside of the topology.</summary>
    private sealed class Counted
    {
        private readonly Dictionary<long, Dictionary<string, long>> _prepared = [];

        /// <summary>By key, as in the last snapshots.</summary>
        public Dictionary<string, long> States { get; } = [];

        public Dictionary<string, long> Published { get; } = [];

        /// <summary>What is missing.</summary>
        public IEnumerable<string> Lost()
        {
            for (var key = 0; key < Keys; key++)
            {
                var (state, published) = (States.GetValueOrDefault($"k{key}"), Published.GetValueOrDefault($"k{key}"));
                if (state < Each * Sources || published < Each * Sources)
                    yield return $"k{key} is {state} in the state and {published} published, not {Each * Sources} or more";
            }
        }

        public void Prepare(long checkpoint, Dictionary<string, long> deltas) => _prepared[checkpoint] = deltas;

        public void Commit(long checkpoint)
        {
            foreach (var id in _prepared.Keys.Where(id => id <= checkpoint).ToArray())
            {
                _prepared.Remove(id, out var deltas);
                foreach (var (key, delta) in deltas!) // it was among the keys
                    Published[key] = Published.GetValueOrDefault(key) + delta;
            }
        }

        public void Abort() => _prepared.Clear();
    }

    /// <summary>Emits numbers, tracked, emits what has failed again, and remembers the first that was not acked.</summary>
    private sealed class AgainSpout(int count) : StatefulSpout<IValueState<long>>, ICheckpointListener
    {
        private readonly SortedSet<long> _pending = [];
        private readonly Queue<long> _again = new();
        private SpoutOutputCollector _collector = null!; // set by Prepare, which comes before any other call
        private IValueState<long> _first = null!; // set by InitState, likewise
        private long _next;
        private int _calls;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "number"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

        public override void InitState(IValueState<long> state)
        {
            _first = state;
            _next = state.Value;
        }

        public override void Execute()
        {
            if (_again.TryDequeue(out var number))
                Emit(number); // without a pause: once it has completed, a call that emits nothing says that there is nothing more
            else if (++_calls % 4 == 0)
                return; // has nothing for a moment
            else if (_next < count)
                Emit(_next++);
            else
                _collector.Complete();
        }

        public override void Ack(Value messageId) => _pending.Remove(messageId.AsInt64());

        public override void Fail(Value messageId, FailReason reason) => _again.Enqueue(messageId.AsInt64());

        public void BeforeCheckpoint(long checkpointId) => _first.Value = _pending.Count > 0 ? _pending.Min : _next;

        public void CheckpointCompleted(long checkpointId)
        {
        }

        private void Emit(long number)
        {
            _pending.Add(number);
            _collector.EmitWithId(number, $"k{number % Keys}", number);
        }
    }

    /// <summary>Counts by key in its state, and emits before each checkpoint what has come since the last one.</summary>
    private sealed class DeltaBolt(Counted counted) : StatefulBolt<IKeyValueState<string, long>>, ICheckpointListener
    {
        private readonly Dictionary<string, long> _fresh = [];
        private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
        private IKeyValueState<string, long> _counts = null!; // set by InitState, likewise

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "delta"));

        public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

        public override void InitState(IKeyValueState<string, long> state) => _counts = state;

        public override void Execute(StreamTuple input)
        {
            var key = input.GetString(0);
            _counts.Put(key, _counts.Get(key) + 1);
            _fresh[key] = _fresh.GetValueOrDefault(key) + 1;
            _collector.Ack(input);
        }

        public void BeforeCheckpoint(long checkpointId)
        {
            foreach (var (key, delta) in _fresh)
                _collector.Emit(key, delta);
            _fresh.Clear();
            foreach (var (key, count) in _counts)
                counted.States[key] = count;
        }

        public void CheckpointCompleted(long checkpointId)
        {
        }
    }

    /// <summary>Publishes sums with checkpoints.</summary>
    private sealed class DeltaSink(Counted counted) : Bolt, ITransactionalSink
    {
        private Dictionary<string, long> _open = [];
        private OutputCollector _collector = null!; // set by Prepare, which comes before any other call

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

        public override void Execute(StreamTuple input)
        {
            _open[input.GetString(0)] = _open.GetValueOrDefault(input.GetString(0)) + input.GetInt64(1);
            _collector.Ack(input);
        }

        public void Begin() => _open = [];

        public void Prepare(long checkpointId) => counted.Prepare(checkpointId, _open);

        public void Commit(long checkpointId) => counted.Commit(checkpointId);

        public void Abort() => counted.Abort();
    }

    private sealed class ForgetfulBolt : Bolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override void Execute(StreamTuple input)
        {
        }
    }
}
