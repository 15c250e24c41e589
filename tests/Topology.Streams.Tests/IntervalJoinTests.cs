using CsCheck;
using Topology.Runtime.Checkpoints;
using Topology.Streams.Tests.Support;
using Topology.Testing;

namespace Topology.Streams.Tests;

/// <summary>Joins of two streams by the time between two elements.</summary>
public class IntervalJoinTests
{
    private const int Lateness = 10; // seconds
    private static readonly DateTime Start = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    private static readonly Gen<Item[]> Items = Gen.Select(Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 60], Gen.Int[0, Lateness])
        .Select((isLeft, key, second, delay) => new Item(isLeft, $"k{key}", second, delay)).Array[0, 40];

    [Fact]
    public void Both_bounds_are_included() => Assert.Equal(
        ["a 10 8", "a 10 9", "a 10 13"], Pairs(-2, 3, [new(true, "a", 10), .. new[] { 7, 8, 9, 13, 14 }.Select(second => new Item(false, "a", second)), new(false, "b", 10)]));

    [Theory]
    [InlineData(2, 4, new[] { "a 10 12", "a 10 14" })]
    [InlineData(-4, -2, new[] { "a 10 6", "a 10 8" })]
    [InlineData(0, 0, new[] { "a 10 10" })]
    public void Both_bounds_may_lie_on_one_side(int lower, int upper, string[] expected) =>
        Assert.Equal(expected, Pairs(lower, upper, [new(true, "a", 10), .. new[] { 5, 6, 8, 10, 12, 14, 15 }.Select(second => new Item(false, "a", second))]));

    [Fact]
    public void A_pair_happened_when_its_later_element_did() => Assert.Equal(["a 20 1", "a 30 1"], Programs.Run(program =>
    {
        var (left, right) = Sides(program, [new(true, "a", 15), new(false, "a", 21), new(true, "a", 35), new(false, "a", 33)]);
        return left.IntervalJoin(right, TimeSpan.FromSeconds(-5), TimeSpan.FromSeconds(6), (_, _) => 0)
            .Window(Tumbling.Of(TimeSpan.FromSeconds(10))).Count().Select(window => $"{window.Key} {(window.Start - Start).TotalSeconds} {window.Value}");
    }).Sorted);

    [Fact]
    public void Every_pair_is_found_once_in_whatever_order_elements_come() => Gen.Select(Items, Gen.Int[-15, 15], Gen.Int[0, 20], Gen.Int[1, 100_000], Gen.Bool, Gen.Int[1, 3]).Sample(
        (items, lower, width, seed, isFusing, parallelism) =>
        {
            var results = new Collected<string>();
            var program = new StreamBuilder { IsFusing = isFusing, DefaultParallelism = parallelism };
            Join(program, items, lower, lower + width).To(results.Add);
            using var topology = new SimulatedTopology(program.Build(), options: new SimulationOptions { Seed = seed, DelayProbability = 0.1, Serializer = new PlainJson() });

            topology.RunToCompletion();

            Assert.Empty(topology.Errors);
            Assert.Equal(Expected(items, lower, lower + width), results.Sorted);
        },
        iter: 200);

    [Fact]
    public void Effectively_once_pairs_are_exact_whatever_crashes() => Gen.Select(Items, Gen.Int[1, 100_000]).Sample(
        (items, seed) =>
        {
            var results = new Texts();
            using var topology = Simulate(Published(items, results, parallelism: 2), seed, new MemoryCheckpointStore(), crashes: 0.003);

            topology.RunToCompletion();

            Assert.All(topology.Errors, error => Assert.Contains("crash", error, StringComparison.Ordinal));
            Assert.Equal(Expected(items, -7, 9), results.Sorted);
        },
        iter: 60);

    [Fact]
    public void What_waits_goes_on_in_another_number_of_tasks() => Gen.Select(Items, Gen.Int[1, 100_000], Gen.Int[1, 3], Gen.Int[1, 3]).Sample(
        (items, seed, before, after) =>
        {
            var (store, results) = (new MemoryCheckpointStore(), new Texts());
            using (var first = Simulate(Published(items, results, before, available: items.Length / 2), seed, store, crashes: 0))
            {
                first.Advance(TimeSpan.FromSeconds(1));
                first.Kill();
            }
            using var second = Simulate(Published(items, results, after), seed, store, crashes: 0);

            second.RunToCompletion();

            Assert.Empty(second.Errors);
            Assert.Equal(Expected(items, -7, 9), results.Sorted);
        },
        iter: 60);

    [Fact]
    public void What_comes_behind_the_watermark_is_counted_and_goes_its_own_way()
    {
        var (results, late) = (new Collected<string>(), new Collected<string>());
        var program = new StreamBuilder();
        var (left, right) = Sides(program, [new(true, "a", 50), new(false, "a", 50), new(true, "a", 20), new(false, "b", 21), new(false, "a", 49)], tolerance: 5);
        left.IntervalJoin(right, TimeSpan.FromSeconds(-60), TimeSpan.FromSeconds(60), Show, rest => rest.To(item => late.Add($"left {item.Key} {item.Value.Second}")),
            rest => rest.To(item => late.Add($"right {item.Key} {item.Value.Second}"))).Select(pair => pair.Value).To(results.Add);

        program.RunToCompletion();

        Assert.Equal(["a 50 49", "a 50 50"], results.Sorted);
        Assert.Equal(["left a 20", "right b 21"], late.Sorted);
    }

    [Fact]
    public void An_element_is_dropped_when_nothing_can_come_for_it_any_more()
    {
        var context = new FakeState<string, List<(long Time, int Value)>>();
        var side = new Running.IntervalSide<string, int>(keptFor: 10);
        side.Use(context);
        side.Add("a", 100, 1, watermark: 0);
        side.Add("a", 95, 2, watermark: 0);
        side.Add("b", 103, 3, watermark: 0);
        side.Add("c", 90, 4, watermark: 100); // 90 + 10: nothing of that time is expected any more

        Assert.Equal(["a 95", "a 100", "b 103"], Kept(context));
        side.Advance(104);
        Assert.Equal(["a 95", "a 100", "b 103"], Kept(context));
        side.Advance(105);
        Assert.Equal(["a 100", "b 103"], Kept(context));
        side.Advance(112);
        Assert.Equal(["b 103"], Kept(context));
        side.Advance(long.MaxValue);
        Assert.Empty(context);
    }

    [Fact]
    public void Without_event_time_or_with_bounds_the_wrong_way_round_it_is_refused()
    {
        var program = new StreamBuilder();
        var pairs = program.From([("a", 1)]).KeyBy();
        var timed = program.From([("a", 1)]).WithEventTime(_ => Start).KeyBy();
        timed.IntervalJoin(pairs, TimeSpan.Zero, TimeSpan.FromSeconds(1), (left, right) => left + right).WithName("near").To(_ => { });

        var refused = Assert.Throws<InvalidTopologyException>(program.Build);

        Assert.Contains("IntervalJoin \"near\" (operator 6): the elements of KeyBy (operator 2) have no event time; say WithEventTime before.", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => timed.IntervalJoin(pairs, TimeSpan.FromSeconds(1), TimeSpan.Zero, (left, right) => left + right));
    }

    private static string[] Pairs(int lower, int upper, Item[] items) => Programs.Run(program => Join(program, items, lower, upper)).Texts;

    private static Stream<string> Join(StreamBuilder program, Item[] items, int lower, int upper)
    {
        var (left, right) = Sides(program, items);
        return left.IntervalJoin(right, TimeSpan.FromSeconds(lower), TimeSpan.FromSeconds(upper), Show).WithName("join").Select(pair => pair.Value);
    }

    /// <summary>Both sides of one source, so that a test says in which order elements come.</summary>
    private static (KeyedStream<string, Item> Left, KeyedStream<string, Item> Right) Sides(StreamBuilder program, Item[] items, int tolerance = 1000, int available = int.MaxValue)
    {
        var arriving = items.Select((item, place) => (item, place)).OrderBy(pair => pair.item.Delay is { } delay ? pair.item.Second + delay : pair.place).Select(pair => pair.item).ToArray();
        var lines = arriving.Select(item => $"{item.IsLeft} {item.Key} {item.Second}").ToArray();
        var all = program.From(() => new SlowLines(lines, available), values => Item.Of(values[0].AsString())).WithName("items")
            .WithEventTime(item => Start.AddSeconds(item.Second), WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromSeconds(Array.Exists(items, item => item.Delay is not null) ? Lateness : tolerance)));
        return (all.Where(item => item.IsLeft).KeyBy(item => item.Key), all.Where(item => !item.IsLeft).KeyBy(item => item.Key));
    }

    private static StreamBuilder Published(Item[] items, Texts results, int parallelism, int available = int.MaxValue)
    {
        var program = new StreamBuilder { DefaultParallelism = parallelism };
        var (left, right) = Sides(program, items, available: available);
        left.IntervalJoin(right, TimeSpan.FromSeconds(-7), TimeSpan.FromSeconds(9), Show).WithName("join").Select(pair => pair.Value)
            .To(() => new TextSink(results)).WithName("sink").WithParallelism(1);
        return program;
    }

    private static SimulatedTopology Simulate(StreamBuilder program, int seed, ICheckpointStore store, double crashes) => new(
        program.Build(),
        new TopologyConfig { Guarantee = DeliveryGuarantee.EffectivelyOnce, CheckpointInterval = TimeSpan.FromMilliseconds(5), Restart = new RestartOptions { MaxRestarts = int.MaxValue } },
        new SimulationOptions { Seed = seed, CrashProbability = crashes, Serializer = new PlainJson(), CheckpointStore = store, DelayProbability = 0.05 });

    private static string[] Expected(Item[] items, int lower, int upper) =>
    [
        .. from left in items
           where left.IsLeft
           from right in items
           where !right.IsLeft && right.Key == left.Key && right.Second - left.Second >= lower && right.Second - left.Second <= upper
           select Show(left, right) into text
           orderby text
           select text,
    ];

    private static string Show(Item left, Item right) => $"{left.Key} {left.Second} {right.Second}";

    private static IEnumerable<string> Kept(FakeState<string, List<(long Time, int Value)>> state) =>
        state.OrderBy(entry => entry.Key, StringComparer.Ordinal).SelectMany(entry => entry.Value.Select(item => $"{entry.Key} {item.Time}"));

    /// <param name="IsLeft">Which side it is of.</param>
    /// <param name="Key">Its key.</param>
    /// <param name="Second">When it happened.</param>
    /// <param name="Delay">How long after that it comes; null: it comes in its place.</param>
    internal sealed record Item(bool IsLeft, string Key, int Second, int? Delay = null)
    {
        public static Item Of(string line) => line.Split(' ') is [var isLeft, var key, var second] ? new(bool.Parse(isLeft), key, int.Parse(second)) : throw new FormatException(line);
    }

    /// <summary>A state in a dictionary.</summary>
    private sealed class FakeState<TKey, TValue> : Dictionary<TKey, TValue>, IKeyValueState<TKey, TValue>
        where TKey : notnull
    {
        public string Name => "fake";

        long IKeyValueState<TKey, TValue>.Count => Count;

        public TValue? Get(TKey key) => this.GetValueOrDefault(key);

        public bool TryGet(TKey key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TValue value) => TryGetValue(key, out value);

        public void Put(TKey key, TValue value) => this[key] = value;
    }
}
