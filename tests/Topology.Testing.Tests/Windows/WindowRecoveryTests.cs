using Topology.Runtime.Checkpoints;

namespace Topology.Testing.Tests.Windows;

/// <summary>Windows are state: they outlive failures, and move with their keys.</summary>
public class WindowRecoveryTests
{
    private static readonly DateTime Epoch = DateTime.UnixEpoch;

    /// <summary>Counts up, remembers how far it is, and completes. Event time goes forth and back within 30 ms.</summary>
    private sealed class CountingSpout(int count) : StatefulSpout<IValueState<int>>
    {
        private SpoutOutputCollector? _collector;
        private IValueState<int>? _next;
        private int _calls;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("id", "key", "time"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

        public override void InitState(IValueState<int> state) => _next = state;

        public override void Execute()
        {
            if (++_calls % 5 == 0)
                return; // has nothing for a moment
            var id = _next!.Value; // set by InitState
            if (id == count)
            {
                _collector!.Complete(); // set by Prepare
                return;
            }
            _next.Value = id + 1;
            _collector!.Emit(id, $"k{id % 7}", Epoch.AddMilliseconds(id * 5 + id * 37 % 30)); // set by Prepare
        }
    }

    public static TheoryData<string> Kinds => ["tumbling", "sliding", "subtracting", "tuples", "session", "early", "count", "mixed"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void When_executors_crash_Then_windows_show_what_they_would_have_shown(string kind)
    {
        var (expected, _) = Run(kind, crashes: 0, seed: 1);
        var restarts = 0L;

        for (var seed = 1; seed <= 10; seed++)
        {
            var run = Run(kind, crashes: 0.01, seed);
            Assert.Equal(expected, run.Shown);
            restarts += run.Restarts;
        }

        Assert.True(expected.Length > 20, $"{expected.Length} frames");
        Assert.True(restarts > 20, $"{restarts} restarts");
    }

    [Fact]
    public void When_the_number_of_tasks_changes_Then_windows_go_with_their_keys()
    {
        var store = new MemoryCheckpointStore();
        using (var before = Bench(2, store))
        {
            for (var i = 0; i < 20; i++)
                before.Feed($"k{i}", i);
            before.Topology.Advance(TimeSpan.FromSeconds(3));
            before.Topology.Kill();
        }

        using var after = Bench(5, store);
        for (var i = 0; i < 20; i++)
            after.Feed($"k{i}", 100 + i);
        after.Feeder.Complete();
        after.Topology.RunToCompletion();

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"k{i}|1000|2").Order(), after.Take().Order());
    }

    [Fact]
    public void When_windows_have_no_key_and_the_number_of_tasks_changes_Then_the_error_says_what_to_do()
    {
        var store = new MemoryCheckpointStore();
        using (var before = Bench(2, store, isKeyed: false))
        {
            before.Feed(1, 2);
            before.Topology.Advance(TimeSpan.FromSeconds(3));
            before.Topology.Kill();
        }

        using var after = Bench(3, store, isKeyed: false);
        after.Topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Contains("WithWindowKey", after.Topology.Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_key_has_several_fields_Then_it_moves_as_a_grouping_by_them_does()
    {
        var store = new MemoryCheckpointStore();
        using (var before = Make(2))
            before.Topology.Advance(TimeSpan.FromSeconds(3));

        using var after = Make(5);
        after.Feeder.Complete();
        after.Topology.RunToCompletion();

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"(k{i}, {i})|1000|2").Order(), after.Bench.Take().Order());

        Several Make(int tasks) => new(tasks, store);
    }

    /// <summary>Windows by id and key, fed with 20 keys once.</summary>
    private sealed class Several : IDisposable
    {
        public Several(int tasks, MemoryCheckpointStore store)
        {
            Bench = new WindowBench(
                () => new CountBolt(),
                bolt => bolt.SetNumTasks(tasks).WithTumblingWindow(TimeSpan.FromSeconds(1)).WithWindowKey("key", "id"),
                options: new SimulationOptions { CheckpointStore = store },
                grouping: new Fields("key", "id"));
            for (var i = 0; i < 20; i++)
                Bench.Feed($"k{i}", i, i);
        }

        public WindowBench Bench { get; }

        public SimulatedTopology Topology => Bench.Topology;

        public Feeder Feeder => Bench.Feeder;

        public void Dispose() => Topology.Kill();
    }

    private static WindowBench Bench(int tasks, MemoryCheckpointStore store, bool isKeyed = true)
    {
        return new WindowBench(() => new CountBolt(), Declare, options: new SimulationOptions { CheckpointStore = store });

        void Declare(BoltDeclarer bolt)
        {
            bolt.SetNumTasks(tasks).WithTumblingWindow(TimeSpan.FromSeconds(1));
            if (isKeyed)
                bolt.WithWindowKey("key");
        }
    }

    private static (string[] Shown, long Restarts) Run(string kind, double crashes, int seed)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new CountingSpout(400)).WithEventTime("time", WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromMilliseconds(20)));
        var bolt = builder.SetBolt("windows", () => kind is "tuples" or "mixed" ? new FrameBolt() : new CountBolt(kind == "subtracting"), 2)
            .FieldsGrouping("source", new Fields("key")).WithWindowKey("key");
        Shape(bolt, kind);
        builder.SetBolt("sum", () => new CollectBolt()).GlobalGrouping("windows");
        var config = new TopologyConfig { Guarantee = DeliveryGuarantee.EffectivelyOnce, CheckpointInterval = TimeSpan.FromMilliseconds(10), Restart = new RestartOptions { MaxRestarts = int.MaxValue } };
        using var topology = new SimulatedTopology(builder.Build(), config, new SimulationOptions { Seed = seed, CrashProbability = crashes });
        topology.RunToCompletion(TimeSpan.FromDays(1));
        return ([.. topology.Emitted("sum").Last().Values[0].AsString().Split('\n').Order(StringComparer.Ordinal)], topology.Restarts);
    }

    private static void Shape(BoltDeclarer bolt, string kind) => _ = kind switch
    {
        "tumbling" => bolt.WithTumblingWindow(Ms(50)).WithAllowedLateness(Ms(10)),
        "sliding" or "subtracting" => bolt.WithSlidingWindow(Ms(60), Ms(20)),
        "tuples" => bolt.WithSlidingWindow(Ms(60), Ms(20)),
        "session" => bolt.WithSessionWindow(Ms(38)),
        "early" => bolt.WithTumblingWindow(Ms(100)).WithTrigger(Trigger.AfterWatermark().WithEarlyFirings(Trigger.AfterCount(2))).WithAccumulation(Accumulation.AccumulatingAndRetracting),
        "count" => bolt.WithSlidingWindow(6, 4),
        _ => bolt.WithSlidingWindow(3, Ms(40)),
    };

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>Keeps all it gets as state, and emits it with each tuple: the last emit tells of a run without doubles.</summary>
    private sealed class CollectBolt : StatefulBolt<IValueState<string>>
    {
        private OutputCollector? _collector;
        private IValueState<string>? _all;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("all"));

        public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

        public override void InitState(IValueState<string> state) => _all = state;

        public override void Execute(StreamTuple input)
        {
            var line = string.Join('|', input.Values.ToArray());
            _all!.Value = _all.Value is { } all ? $"{all}\n{line}" : line; // set by InitState
            _collector!.Emit(_all.Value); // set by Prepare
            _collector.Ack(input);
        }
    }
}
