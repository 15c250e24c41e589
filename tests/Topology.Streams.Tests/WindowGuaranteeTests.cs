using CsCheck;
using Topology.Clustering;
using Topology.Runtime.Checkpoints;
using Topology.Streams.Tests.Support;
using Topology.Testing;

namespace Topology.Streams.Tests;

/// <summary>Windows of event time give what they would have given without a failure, in simulations of many schedules and in a cluster of this process.</summary>
public class WindowGuaranteeTests
{
    private const int Lateness = 10; // seconds
    private static readonly DateTime Start = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string> Kinds => ["tumbling", "sliding", "session", "early"];

    private static readonly Gen<string[]> Lines = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 90], Gen.Int[-9, 9], Gen.Int[0, Lateness])
        .Select((key, second, value, delay) => (Line: $"k{key} {second} {value}", Comes: second + delay)).Array[0, 50].Select(items => items.OrderBy(item => item.Comes).Select(item => item.Line).ToArray());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Effectively_once_each_result_is_published_once_whatever_crashes(string kind) => Gen.Select(Lines, Gen.Int[1, 100_000]).Sample(
        (lines, seed) =>
        {
            var results = new Texts();
            using var topology = Simulate(Program(kind, lines, results, parallelism: 2), seed, new MemoryCheckpointStore(), crashes: 0.003);

            topology.RunToCompletion();

            Assert.All(topology.Errors, error => Assert.Contains("crash", error, StringComparison.Ordinal));
            Assert.Equal(Expected(kind, lines), results.Sorted);
        },
        iter: 40);

    [Theory]
    [InlineData("tumbling")]
    [InlineData("sliding")]
    [InlineData("session")]
    public void At_least_once_windows_that_are_lost_come_again_and_are_whole(string kind) => Gen.Select(Lines, Gen.Int[1, 100_000], Gen.Int[0, 120].Array[1, 4], Gen.Int[1, 2], Gen.Bool.Select(isOften => isOften ? 5 : 100_000)).Sample(
        (lines, seed, waits, parallelism, checkpointEvery) =>
        {
            var results = new Collected<string>();
            var program = new StreamBuilder { DefaultParallelism = parallelism };
            Windows(kind, program.From(() => new SlowLines(lines, int.MaxValue), values => values[0].AsString()).WithName("lines")).To(results.Add).WithParallelism(1);
            var config = new TopologyConfig { CheckpointInterval = TimeSpan.FromMilliseconds(checkpointEvery), Restart = new RestartOptions { MaxRestarts = int.MaxValue } };
            using var topology = new SimulatedTopology(program.Build(), config, new SimulationOptions { Seed = seed, DelayProbability = 0.05, Serializer = new PlainJson() });
            foreach (var wait in waits)
            {
                topology.Advance(TimeSpan.FromMilliseconds(wait));
                topology.Crash("windows");
            }

            topology.RunToCompletion();

            Assert.Equal(Expected(kind, lines), results.Sorted.Distinct());
        },
        iter: 100);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void From_a_checkpoint_windows_go_on_in_another_number_of_tasks(string kind) => Gen.Select(Lines, Gen.Int[1, 100_000], Gen.Int[1, 3], Gen.Int[1, 3]).Sample(
        (lines, seed, before, after) =>
        {
            var (store, results) = (new MemoryCheckpointStore(), new Texts());
            using (var first = Simulate(Program(kind, lines, results, before, available: lines.Length / 2), seed, store, crashes: 0))
            {
                first.Advance(TimeSpan.FromSeconds(1));
                first.Kill();
            }
            using var second = Simulate(Program(kind, lines, results, after), seed, store, crashes: 0);

            second.RunToCompletion();

            Assert.Empty(second.Errors);
            Assert.Equal(Expected(kind, lines), results.Sorted);
        },
        iter: 40);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task In_a_local_cluster_windows_give_what_the_whole_input_gives_at_once(string kind)
    {
        var lines = Enumerable.Range(0, 3000).Select(number => $"k{number % 7} {number / 10 + number * 31 % Lateness} {number % 5 - 2}").ToArray();
        var results = new Collected<string>();
        var program = new StreamBuilder { DefaultParallelism = 2 };
        Windows(kind, program.From(lines)).To(results.Add);
        await using var cluster = await LocalCluster.StartAsync(token: TestContext.Current.CancellationToken);

        var topology = await cluster.SubmitAsync("windows", new TopologyConfig(), program.Build(), TestContext.Current.CancellationToken);
        await topology.Completion.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Empty(await topology.GetErrorsAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Expected(kind, lines), results.Sorted);
    }

    private static StreamBuilder Program(string kind, string[] lines, Texts results, int parallelism, int available = int.MaxValue)
    {
        var program = new StreamBuilder { DefaultParallelism = parallelism };
        Windows(kind, program.From(() => new SlowLines(lines, available), values => values[0].AsString()).WithName("lines"))
            .To(() => new TextSink(results)).WithName("sink").WithParallelism(1);
        return program;
    }

    private static Stream<string> Windows(string kind, Stream<string> lines)
    {
        var items = lines.Select(Item.Of)
            .WithEventTime(item => Start.AddSeconds(item.Second), WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromSeconds(Lateness))).KeyBy(item => item.Key);
        return kind switch
        {
            "tumbling" => Show(items.Window(Tumbling.Of(Seconds(20))).Sum(item => item.Value)),
            "sliding" => Show(items.Window(Sliding.Of(Seconds(30)).Every(Seconds(10))).Sum(item => item.Value)),
            "session" => Show(items.Window(Session.WithGap(Seconds(7))).Sum(item => item.Value)),
            _ => Show(items.Window(Tumbling.Of(Seconds(20))).Trigger(Trigger.AfterWatermark().WithEarlyFirings(Trigger.AfterCount(2).Repeatedly())).Accumulating().Sum(item => item.Value)),
        };
    }

    private static Stream<string> Show(WindowResults<string, int> results) => results.WithName("windows")
        .Select(result => FormattableString.Invariant($"{result.Key} {(result.Start - Start).TotalSeconds} {result.Value}{(result.Pane.Timing == PaneTiming.Early ? " early" : "")}"));

    private static string[] Expected(string kind, string[] lines)
    {
        var items = lines.Select(Item.Of).ToArray();
        var results = kind switch
        {
            "tumbling" => Sums(items, length: 20, slide: 20),
            "sliding" => Sums(items, length: 30, slide: 10),
            "session" => items.GroupBy(item => item.Key).SelectMany(Sessions),
            _ => Sums(items, length: 20, slide: 20).Concat(Early(items)),
        };
        return [.. results.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Sums(Item[] items, int length, int slide) =>
        from item in items
        from back in Enumerable.Range(0, length / slide)
        group item.Value by (item.Key, From: item.Second / slide * slide - back * slide) into window
        select $"{window.Key.Key} {window.Key.From} {window.Sum()}";

    // After every second element, in the order in which those of a key come: there is one source.
    private static IEnumerable<string> Early(Item[] items) =>
        from window in items.GroupBy(item => (item.Key, From: item.Second / 20 * 20))
        from count in Enumerable.Range(1, window.Count()).Where(count => count % 2 == 0)
        select $"{window.Key.Key} {window.Key.From} {window.Take(count).Sum(item => item.Value)} early";

    private static IEnumerable<string> Sessions(IGrouping<string, Item> items)
    {
        var (from, last, sum) = (-1, int.MinValue / 2, 0);
        foreach (var item in items.OrderBy(item => item.Second))
        {
            if (item.Second - last >= 7 && from >= 0)
                yield return $"{items.Key} {from} {sum}";
            (from, sum) = item.Second - last >= 7 ? (item.Second, item.Value) : (from, sum + item.Value);
            last = item.Second;
        }
        yield return $"{items.Key} {from} {sum}";
    }

    private static SimulatedTopology Simulate(StreamBuilder program, int seed, ICheckpointStore store, double crashes) => new(
        program.Build(),
        new TopologyConfig { Guarantee = DeliveryGuarantee.EffectivelyOnce, CheckpointInterval = TimeSpan.FromMilliseconds(5), Restart = new RestartOptions { MaxRestarts = int.MaxValue } },
        new SimulationOptions { Seed = seed, CrashProbability = crashes, Serializer = new PlainJson(), CheckpointStore = store, DelayProbability = 0.05 });

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private sealed record Item(string Key, int Second, int Value)
    {
        public static Item Of(string line) => line.Split(' ') is [var key, var second, var value] ? new(key, int.Parse(second), int.Parse(value)) : throw new FormatException(line);
    }
}
