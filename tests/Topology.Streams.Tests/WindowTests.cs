using Topology.Streams.Tests.Support;

namespace Topology.Streams.Tests;

/// <summary>Aggregates by windows of event time, over bounded input.</summary>
public class WindowTests
{
    private readonly Testing.Feeder _feeder = new(new Fields("event"));

    private static readonly DateTime Start = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    private static readonly Event[] Events =
    [
        new("a", 1, 5), new("b", 2, 7), new("a", 12, 1), new("a", 3, 2), new("b", 25, 4), new("a", 21, 9), new("b", 14, 6),
    ];

    [Fact]
    public void Tumbling_windows_have_a_result_for_each_key_and_window()
    {
        Assert.Equal(["a 0-10 2", "a 10-20 1", "a 20-30 1", "b 0-10 1", "b 10-20 1", "b 20-30 1"], Run(keyed => keyed.Window(Tumbling.Of(Seconds(10))).Count()));
        Assert.Equal(["a 0-10 7", "a 10-20 1", "a 20-30 9", "b 0-10 7", "b 10-20 6", "b 20-30 4"], Run(keyed => keyed.Window(Tumbling.Of(Seconds(10))).Sum(item => item.Value)));
        Assert.Equal(["a 0-30 4.25", "b 0-30 5.666666666666667"], Run(keyed => keyed.Window(Tumbling.Of(Seconds(30))).Average(item => item.Value)));
        Assert.Equal(["a 0-30 1", "b 0-30 4"], Run(keyed => keyed.MapValues(item => item.Value).Window(Tumbling.Of(Seconds(30))).Min()));
        Assert.Equal(["a 0-30 9", "b 0-30 7"], Run(keyed => keyed.MapValues(item => item.Value).Window(Tumbling.Of(Seconds(30))).Max()));
        Assert.Equal(["a 0-30 9", "b 0-30 7"], Run(keyed => keyed.Window(Tumbling.Of(Seconds(30))).MaxBy(item => item.Value), item => item.Value));
        Assert.Equal(["a 0-30 1", "b 0-30 4"], Run(keyed => keyed.Window(Tumbling.Of(Seconds(30))).MinBy(item => item.Value), item => item.Value));
    }

    [Fact]
    public void Sliding_windows_overlap_with_and_without_an_inverse()
    {
        string[] expected = ["a -10-10 7", "a 0-20 8", "a 10-30 10", "a 20-40 9", "b -10-10 7", "b 0-20 13", "b 10-30 10", "b 20-40 4"];
        var window = Sliding.Of(Seconds(20)).Every(Seconds(10));
        Assert.Equal(expected, Run(keyed => keyed.MapValues(item => item.Value).ReduceByKeyAndWindow((left, right) => left + right, null, window)));
        Assert.Equal(expected, Run(keyed => keyed.MapValues(item => item.Value).ReduceByKeyAndWindow((left, right) => left + right, (total, leaving) => total - leaving, window)));
        Assert.Equal(expected, Run(keyed => keyed.Window(window).Aggregate(() => 0, (sum, item) => sum + item.Value, (left, right) => left + right, sum => sum)));
    }

    [Fact]
    public void Sessions_end_with_a_gap() =>
        Assert.Equal(["a 1-8 2", "a 12-17 1", "a 21-26 1", "b 2-7 1", "b 14-19 1", "b 25-30 1"], Run(keyed => keyed.Window(Session.WithGap(Seconds(5))).Count()));

    [Fact]
    public void The_global_window_has_a_result_at_the_end_of_bounded_input() =>
        Assert.Equal(["a 4", "b 3"], Programs.Run(program => Keyed(program).Window(Global.Window).Count().Select(result => $"{result.Key} {result.Value}")).Sorted);

    [Fact]
    public void Windows_of_a_whole_stream_have_one_key()
    {
        Assert.Equal(["0 0-10 3", "0 10-20 2", "0 20-30 2"], Programs.Run(program => Timed(program).CountByWindow(Tumbling.Of(Seconds(10))).Select(Show)).Sorted);
        Assert.Equal(["a 0-30 4", "b 0-30 3"], Programs.Run(program => Timed(program).Select(item => item.Key).CountByValueAndWindow(Tumbling.Of(Seconds(30))).Select(Show)).Sorted);
    }

    [Fact]
    public void TopN_ranks_the_keys_of_each_window()
    {
        var top = Programs.Run(program => Keyed(program).Window(Sliding.Of(Seconds(20)).Every(Seconds(10))).Sum(item => item.Value).WithParallelism(3).TopN(1)
            .Select(list => $"{Offset(list.Start)}-{Offset(list.End)} {string.Join(" ", list.Value.Select(pair => $"{pair.Key}={pair.Value}"))}"));

        Assert.Equal(["-10-10 a=7", "0-20 b=13", "10-30 a=10", "20-40 a=9"], top.Items);
    }

    [Fact]
    public void TopN_needs_windows_that_end_together() =>
        Assert.Throws<InvalidOperationException>(() => Keyed(new StreamBuilder()).Window(Session.WithGap(Seconds(1))).Count().TopN(3));

    [Fact]
    public void What_is_too_late_goes_where_it_is_told_to()
    {
        var (results, late) = (new Collected<string>(), new Collected<string>());
        var program = new StreamBuilder();
        Fed(program).Window(Tumbling.Of(Seconds(10))).LateTo(rest => rest.To(pair => late.Add($"{pair.Key} {pair.Value.Second}"))).Count().Select(Show).To(results.Add);

        FeedOneByOne(program);

        Assert.Equal(["a 3", "b 14"], late.Sorted);
        Assert.Equal(["a 0-10 1", "a 10-20 1", "a 20-30 1", "b 0-10 1", "b 20-30 1"], results.Sorted);
    }

    [Fact]
    public void A_window_that_allows_lateness_shows_all_of_it_again()
    {
        var results = new Collected<string>();
        var program = new StreamBuilder();
        Fed(program).Window(Tumbling.Of(Seconds(10))).AllowedLateness(Seconds(20)).Accumulating().Count().Select(result => $"{Show(result)} {result.Pane.Timing}").To(results.Add);

        FeedOneByOne(program);

        Assert.Equal(["a 0-10 1 OnTime", "a 0-10 2 Late", "a 10-20 1 OnTime", "a 20-30 1 OnTime", "b 0-10 1 OnTime", "b 10-20 1 Late", "b 20-30 1 OnTime"], results.Sorted);
    }

    [Fact]
    public void An_element_without_an_event_time_is_reported_and_the_flow_goes_on()
    {
        var results = new Collected<string>();
        var program = new StreamBuilder();
        program.From(["2026-11-24T12:00:01Z", "yesterday", "2026-11-24T12:00:02Z"])
            .WithEventTime(text => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal))
            .CountByWindow(Tumbling.Of(Seconds(10))).Select(Show).To(results.Add);
        using var topology = new Testing.SimulatedTopology(program.Build(), options: new Testing.SimulationOptions { Serializer = new PlainJson() });

        topology.RunToCompletion();

        Assert.Equal(["0 0-10 2"], results.Items);
        Assert.Contains(topology.Errors, error => error.Contains("WithEventTime (operator 2) found no event time in the element yesterday", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_element_that_is_dropped_behind_its_event_time_moves_the_watermark(bool inABolt)
    {
        var results = new Collected<string>();
        var program = new StreamBuilder();
        var source = program.From(_feeder.CreateSpout, values => values[0].As<Event>());
        (inABolt ? source.Repartition(1) : source).WithEventTime(item => Start.AddSeconds(item.Second)).Where(item => item.Key != "heartbeat").KeyBy(item => item.Key)
            .Window(Tumbling.Of(Seconds(10))).Count().Select(Show).To(results.Add);
        using var topology = new Testing.SimulatedTopology(program.Build(), options: new Testing.SimulationOptions { Serializer = new PlainJson() });

        _feeder.Feed(1, Value.From(new Event("a", 1, 5)));
        topology.Advance(Seconds(1));
        _feeder.Feed(2, Value.From(new Event("heartbeat", 9, 0)));
        topology.Advance(Seconds(1));
        Assert.Empty(results.Items); // the watermark is just below 9
        _feeder.Feed(3, Value.From(new Event("heartbeat", 10, 0)));
        topology.Advance(Seconds(1));

        Assert.Equal(["a 0-10 1"], results.Items);
        Assert.Empty(topology.Errors);
    }

    private KeyedStream<string, Event> Fed(StreamBuilder program) =>
        program.From(_feeder.CreateSpout, values => values[0].As<Event>()).WithEventTime(item => Start.AddSeconds(item.Second)).KeyBy(item => item.Key);

    /// <summary>So that the watermark follows each element.</summary>
    private void FeedOneByOne(StreamBuilder program)
    {
        using var topology = new Testing.SimulatedTopology(program.Build(), options: new Testing.SimulationOptions { Serializer = new PlainJson() });
        foreach (var item in Events)
        {
            _feeder.Feed(item.Second, Value.From(item));
            topology.Advance(Seconds(1));
        }
        _feeder.Complete();
        topology.RunToCompletion();
        Assert.Empty(topology.Errors);
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static Stream<Event> Timed(StreamBuilder program) =>
        program.From(Events).WithEventTime(item => Start.AddSeconds(item.Second), WatermarkStrategy.BoundedOutOfOrderness(Seconds(15)));

    private static KeyedStream<string, Event> Keyed(StreamBuilder program) => Timed(program).KeyBy(item => item.Key);

    private static string[] Run<T>(Func<KeyedStream<string, Event>, WindowResults<string, T>> write) => Run(write, value => value!);

    private static string[] Run<T>(Func<KeyedStream<string, Event>, WindowResults<string, T>> write, Func<T, object> shown)
    {
        var texts = Programs.Run(program => write(Keyed(program)).Select(result => Show(result.WithValue(shown(result.Value))))).Items;
        Assert.Equal(texts.Length, texts.Distinct().Count());
        return [.. texts.OrderBy(text => text.Split(' ')[0], StringComparer.Ordinal).ThenBy(text => int.Parse(text.Split(' ')[1].TrimStart('-').Split('-')[0], null) * (text.Split(' ')[1][0] == '-' ? -1 : 1))];
    }

    private static string Show<TKey, T>(Windowed<TKey, T> result) => FormattableString.Invariant($"{result.Key} {Offset(result.Start)}-{Offset(result.End)} {result.Value}");

    private static int Offset(DateTime time) => (int)(time - Start).TotalSeconds;

    private sealed record Event(string Key, int Second, int Value);
}
