using Topology.Streams.Tests.Support;

namespace Topology.Streams.Tests;

/// <summary>What is computed by key, without windows: each element gives the new result of its key.</summary>
public class KeyedTests
{
    private static readonly (string Key, int Value)[] Pairs = [("a", 3), ("b", 5), ("a", 1), ("a", 4), ("b", 2)];

    [Fact]
    public void Count_counts_by_key() => Check(["a 1", "b 1", "a 2", "a 3", "b 2"], pairs => pairs.Count());

    [Fact]
    public void Sum_adds_by_key()
    {
        Check(["a 3", "b 5", "a 4", "a 8", "b 7"], pairs => pairs.Sum());
        Check(["a 1.5", "b 2.5", "a 2", "a 4", "b 3.5"], pairs => pairs.Sum(value => value / 2.0));
    }

    [Fact]
    public void Min_and_Max_keep_extremes_by_key()
    {
        Check(["a 3", "b 5", "a 1", "a 1", "b 2"], pairs => pairs.Min());
        Check(["a 3", "b 5", "a 3", "a 4", "b 5"], pairs => pairs.Max());
        Check(["a 3", "b 5", "a 3", "a 4", "b 5"], pairs => pairs.MinBy(value => -value));
        Check(["a 3", "b 5", "a 1", "a 1", "b 2"], pairs => pairs.MaxBy(value => -value));
    }

    [Fact]
    public void Average_is_the_mean_by_key() => Check(["a 3", "b 5", "a 2", "a 2.6666666666666665", "b 3.5"], pairs => pairs.Average());

    [Fact]
    public void Reduce_makes_one_of_all_values() => Check(["a 3", "b 5", "a 31", "a 314", "b 52"], pairs => pairs.MapValues(value => $"{value}").Reduce((left, right) => left + right));

    [Fact]
    public void Aggregate_makes_the_result_of_an_accumulator() =>
        Check(["a 1", "b 1", "a 2", "a 3", "b 2"], pairs => pairs.Aggregate(() => "", (all, value) => all + value, all => all.Length));

    [Fact]
    public void UpdateStateByKey_gives_the_new_state_and_ends_it_with_null() =>
        Check(["a 3", "b 5", "a 31", "b 52"], pairs => pairs.UpdateStateByKey<string>((state, value) => value == 4 ? null : state + value));

    [Fact]
    public void The_whole_stream_is_one_key_for_a_stream_without_keys()
    {
        Assert.Equal([1L, 2, 3], Programs.Run(program => program.From([7, 8, 9]).Count()).Items);
        Assert.Equal([7, 15, 24], Programs.Run(program => program.From([7, 8, 9]).Reduce((left, right) => left + right)).Items);
        Assert.Equal(["7", "78", "789"], Programs.Run(program => program.From([7, 8, 9]).Aggregate(() => "", (all, number) => all + number, all => all)).Items);
    }

    [Fact]
    public void Keys_of_every_kind_find_their_state()
    {
        Assert.Equal(2, CountOf(DayOfWeek.Friday));
        Assert.Equal(2, CountOf(Guid.Parse("5f0b2f5c-3d6f-4f0e-8f0a-2b8f4f0d7c11")));
        Assert.Equal(2, CountOf((1, "x")));
        Assert.Equal(2, CountOf(2.5m));
        Assert.Equal(2, CountOf(new DateTime(2026, 11, 24, 0, 0, 0, DateTimeKind.Utc)));
        Assert.Equal(2, CountOf(true));
    }

    [Fact]
    public void Each_key_has_one_task()
    {
        var program = new StreamBuilder { DefaultParallelism = 3 };
        var tasks = new Collected<(int, int)>();
        program.From(Enumerable.Range(0, 90).ToArray()).KeyBy(number => number % 10).Count().WithName("count")
            .ForEachTask(context => pair => tasks.Add((pair.Key, context.ThisTaskIndex)));

        program.RunToCompletion();

        Assert.Equal(10, tasks.Items.Distinct().Count());
        Assert.Equal(3, program.Build()["count"].Tasks);
    }

    private static long CountOf<TKey>(TKey key)
        where TKey : notnull => Programs.Run(program => program.From([key, key]).KeyBy(item => item).Count().WithParallelism(2)).Items[^1].Value;

    private static void Check<TResult>(string[] expected, Func<KeyedStream<string, int>, KeyedStream<string, TResult>> write) =>
        Assert.Equal(expected, Programs.Run(program => write(program.From(Pairs).KeyBy()).Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value}"))).Items);
}
