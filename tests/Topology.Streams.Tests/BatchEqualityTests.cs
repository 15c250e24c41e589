using CsCheck;
using Topology.Streams.Tests.Support;
using Topology.Testing;

namespace Topology.Streams.Tests;

/// <summary>A stream in any order within its lateness, over any schedule, gives what the whole input gives at once.</summary>
public class BatchEqualityTests
{
    private const int Lateness = 15; // seconds
    private static readonly DateTime Start = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    private static readonly Gen<Item[]> Items = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 120], Gen.Int[-9, 9], Gen.Int[0, Lateness])
        .Select((key, second, value, delay) => new Item($"k{key}", second, value, delay)).Array[0, 60];

    [Fact]
    public void Tumbling_sums() => Check(
        keyed => keyed.Window(Tumbling.Of(Seconds(20))).Sum(item => item.Value),
        items => from item in items
                 group item.Value by (item.Key, From: item.Second / 20 * 20) into window
                 select $"{window.Key.Key} {window.Key.From} {window.Sum()}");

    [Fact]
    public void Sliding_sums() => Check(
        keyed => keyed.Window(Sliding.Of(Seconds(30)).Every(Seconds(10))).Sum(item => item.Value),
        items => from item in items
                 from slide in Enumerable.Range(0, 3)
                 group item.Value by (item.Key, From: item.Second / 10 * 10 - slide * 10) into window
                 select $"{window.Key.Key} {window.Key.From} {window.Sum()}");

    [Fact]
    public void Session_counts() => Check(
        keyed => keyed.Window(Session.WithGap(Seconds(7))).Count(),
        items => items.GroupBy(item => item.Key).SelectMany(Sessions));

    private static IEnumerable<string> Sessions(IGrouping<string, Item> items)
    {
        var (from, last, count) = (0, int.MinValue / 2, 0);
        foreach (var second in items.Select(item => item.Second).Order())
        {
            if (second - last >= 7 && count > 0)
                yield return $"{items.Key} {from} {count}";
            (from, count) = second - last >= 7 ? (second, 1) : (from, count + 1);
            last = second;
        }
        yield return $"{items.Key} {from} {count}";
    }

    private static void Check<T>(Func<KeyedStream<string, Item>, WindowResults<string, T>> write, Func<Item[], IEnumerable<string>> batch) =>
        Gen.Select(Items, Gen.Int[1, 100_000], Gen.Bool, Gen.Int[1, 3]).Sample(
            (items, seed, isFusing, parallelism) =>
            {
                var results = new Collected<string>();
                var program = new StreamBuilder { IsFusing = isFusing, DefaultParallelism = parallelism };
                write(program.From(() => new SlowItems(items), values => values[0].As<Item>())
                    .WithEventTime(item => Start.AddSeconds(item.Second), WatermarkStrategy.BoundedOutOfOrderness(Seconds(Lateness))).KeyBy(item => item.Key))
                    .To(result => results.Add(FormattableString.Invariant($"{result.Key} {(int)(result.Start - Start).TotalSeconds} {result.Value}")));
                using var topology = new SimulatedTopology(
                    program.Build(), options: new SimulationOptions { Seed = seed, DelayProbability = 0.1, Serializer = new PlainJson() });

                topology.RunToCompletion();

                Assert.Empty(topology.Errors);
                Assert.Equal(batch(items).Order(StringComparer.Ordinal), results.Sorted);
            },
            iter: 150);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    internal sealed record Item(string Key, int Second, int Value, int Delay);

    /// <summary>Items in the order in which they arrive, one each millisecond.</summary>
    private sealed class SlowItems(Item[] items) : Spout
    {
        private readonly Item[] _items = [.. items.OrderBy(item => item.Second + item.Delay)];
        private SpoutOutputCollector _collector = null!; // set by Prepare
        private TimeProvider _time = null!; // likewise
        private long _next;
        private int _at;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("item"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector)
        {
            _collector = collector;
            _time = context.TimeProvider;
        }

        public override void Execute()
        {
            if (_at == _items.Length)
            {
                _collector.Complete();
                return;
            }
            if (_time.GetUtcNow().Ticks < _next)
                return;
            _next = _time.GetUtcNow().Ticks + TimeSpan.TicksPerMillisecond;
            _collector.EmitWithId(_at, Value.From(_items[_at++]));
        }
    }
}
