using Topology.Streams.Tests.Support;
using Topology.Testing;

namespace Topology.Streams.Tests;

/// <summary>Behaviours that stream APIs of Storm and Heron show, retold.</summary>
public class BehaviourTests
{
    private static readonly DateTime Start = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void An_element_takes_its_event_time_along()
    {
        var program = new StreamBuilder();
        program.From([100]).WithName("numbers").WithEventTime(_ => Start).Repartition(1).To(() => new NoBolt());
        using var topology = new SimulatedTopology(program.Build(), options: new SimulationOptions { Serializer = new PlainJson() });

        topology.RunToCompletion();

        var emitted = Assert.Single(topology.Emitted("numbers"));
        Assert.Equal((100, Start), (emitted.Values[0].AsInt32(), emitted.Values[1].AsDateTime()));
    }

    [Fact]
    public void A_window_of_three_elements_has_a_result_of_three() =>
        Assert.Equal([3L, 3L], Programs.Run(program => program.From([1, 2, 3, 4, 5, 6, 7]).CountByWindow(Tumbling.Of(3)).Select(result => result.Value)).Items.Where(count => count == 3));

    [Fact]
    public void Numbers_are_filtered_and_transformed_with_their_place() => Assert.Equal(
        ["A-0", "B-1", "C-2", "D-3", "E-4", "F-5", "G-6", "H-7"],
        Programs.Run(program => program.From(() => Enumerable.Range(0, 100)).Where(number => number <= 7).Select(number => $"{(char)('A' + number)}-{number}")).Items);

    [Fact]
    public void Months_are_counted_and_their_days_added_up_by_season()
    {
        (string Season, int Days)[] months =
        [
            ("winter", 31), ("winter", 28), ("spring", 31), ("spring", 30), ("spring", 31), ("summer", 30), ("summer", 31), ("summer", 31), ("fall", 30), ("fall", 31), ("fall", 30), ("winter", 31),
        ];
        Assert.Equal(
            ["fall 1", "fall 2", "fall 3", "spring 1", "spring 2", "spring 3", "summer 1", "summer 2", "summer 3", "winter 1", "winter 2", "winter 3"],
            Programs.Run(program => program.From(months).KeyBy().Count().WithParallelism(2).Select(pair => $"{pair.Key} {pair.Value}")).Sorted);
        Assert.Equal(
            ["fall 30", "fall 61", "fall 91", "spring 31", "spring 61", "spring 92", "summer 30", "summer 61", "summer 92", "winter 31", "winter 59", "winter 90"],
            Programs.Run(program => program.From(months).KeyBy().Reduce((left, right) => left + right).WithParallelism(2).Select(pair => $"{pair.Key} {pair.Value}")).Sorted);
    }

    [Fact]
    public void One_stream_goes_two_ways()
    {
        var (dated, loud) = (new Collected<string>(), new Collected<string>());
        var program = new StreamBuilder();
        var months = program.From(["june", "july", "august"]).Select(month => month[..3]);
        months.Select(month => month + "_2018").To(dated.Add);
        months.Select(month => month.ToUpperInvariant()).Repartition(2).To(loud.Add);

        program.RunToCompletion();

        Assert.Equal(["aug_2018", "jul_2018", "jun_2018"], dated.Sorted);
        Assert.Equal(["AUG", "JUL", "JUN"], loud.Sorted);
    }

    [Fact]
    public void Numbers_are_split_by_conditions_that_overlap()
    {
        var program = new StreamBuilder();
        var (all, positive, negative) = (new Collected<int>(), new Collected<int>(), new Collected<int>());
        var numbers = program.From(Enumerable.Range(-3, 8).ToArray());
        numbers.To(all.Add);
        numbers.Where(number => number > 0).To(positive.Add);
        numbers.Where(number => number < 0).To(negative.Add);

        program.RunToCompletion();

        Assert.Equal([-3, -2, -1, 0, 1, 2, 3, 4], all.Items);
        Assert.Equal([1, 2, 3, 4], positive.Items);
        Assert.Equal([-3, -2, -1], negative.Items);
    }

    [Fact]
    public async Task A_program_runs_in_a_local_cluster()
    {
        var token = TestContext.Current.CancellationToken;
        var counts = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        await using var cluster = await Clustering.LocalCluster.StartAsync(token: token);

        var handle = await cluster.SubmitAsync(new WordTopology(counts), token: token);
        await handle.Completion.WaitAsync(TimeSpan.FromSeconds(30), token);

        Assert.Equal(["a 2000", "b 1000", "c 1000"], counts.Select(pair => $"{pair.Key} {pair.Value}").Order());
        Assert.Empty(await handle.GetErrorsAsync(token));
    }

    private sealed class WordTopology(System.Collections.Concurrent.ConcurrentDictionary<string, long> counts) : StreamTopology
    {
        public override string Name => "words";

        public override void Define(StreamBuilder streams, TopologyArguments arguments) => streams.From(() => Enumerable.Repeat("a b a c", 1000))
            .SelectMany(line => line.Split(' ')).KeyBy(word => word).Count().WithParallelism(2)
            .To(pair => counts.AddOrUpdate(pair.Key, pair.Value, (_, before) => Math.Max(before, pair.Value)));
    }
}
