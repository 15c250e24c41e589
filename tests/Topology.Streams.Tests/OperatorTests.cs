using Topology.Streams.Tests.Support;

namespace Topology.Streams.Tests;

/// <summary>Each operator without state, alone and in chains.</summary>
public class OperatorTests
{
    private static readonly int[] Numbers = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void Select_and_Map_transform_each_element()
    {
        Assert.Equal([2, 4, 6, 8, 10, 12], Programs.Run(program => program.From(Numbers).Select(number => number * 2)).Items);
        Assert.Equal(["1!", "2!", "3!", "4!", "5!", "6!"], Programs.Run(program => program.From(Numbers).Map(number => $"{number}!")).Items);
    }

    [Fact]
    public void Where_and_Filter_let_through_what_the_condition_holds_for()
    {
        Assert.Equal([2, 4, 6], Programs.Run(program => program.From(Numbers).Where(number => number % 2 == 0)).Items);
        Assert.Equal([5, 6], Programs.Run(program => program.From(Numbers).Filter(number => number > 4)).Items);
    }

    [Fact]
    public void SelectMany_and_FlatMap_give_several_elements_or_none()
    {
        Assert.Equal(["a", "b", "c"], Programs.Run(program => program.From(["a b", "", "c"]).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Items);
        Assert.Equal([1, 2, 2, 3, 3, 3], Programs.Run(program => program.From([1, 2, 3]).FlatMap(number => Enumerable.Repeat(number, number))).Items);
    }

    [Fact]
    public void Peek_sees_each_element_on_its_way()
    {
        var seen = new Collected<int>();

        Assert.Equal(Numbers, Programs.Run(program => program.From(Numbers).Peek(seen.Add)).Items);
        Assert.Equal(Numbers, seen.Items);
    }

    [Fact]
    public void Branch_gives_each_element_to_the_first_branch_whose_condition_holds()
    {
        var program = new StreamBuilder();
        var (small, even) = (new Collected<int>(), new Collected<int>());
        var branches = program.From(Numbers).Branch(number => number < 3, number => number % 2 == 0);
        branches[0].To(small.Add);
        branches[1].To(even.Add);

        program.RunToCompletion();

        Assert.Equal([1, 2], small.Items);
        Assert.Equal([4, 6], even.Items);
    }

    [Fact]
    public void Union_brings_streams_together_also_a_stream_with_itself()
    {
        Assert.Equal(["1", "2", "7", "8"], Programs.Run(program => program.From([1, 2]).Union(program.From([7, 8]))).Sorted);
        Assert.Equal(["1", "1", "2", "2"], Programs.Run(program => program.From([1, 2]) is var stream ? stream.Union(stream) : null!).Sorted);
        Assert.Equal(["1", "1", "2", "2"], Programs.Run(program => program.From([1, 2]).Repartition(2) is var stream ? stream.Union(stream).Repartition(3) : null!).Sorted);
    }

    [Fact]
    public void Union_of_different_components_can_go_on_in_any_way()
    {
        Assert.Equal(["(10, 1)", "(70, 1)"], Programs.Run(program =>
            program.From([1, 2]).Union(program.From([7, 8])).Where(number => number % 2 == 1).Select(number => number * 10).KeyBy(number => number).Count().Select(pair => (pair.Key, pair.Value))).Sorted);
        Assert.Equal(["(1, 1)", "(1, 2)", "(2, 1)", "(3, 1)"], Programs.Run(program =>
            program.From([1, 2]).KeyBy(number => number).Union(program.From([1, 3]).KeyBy(number => number)).KeyBy().Count().Select(pair => (pair.Key, pair.Value))).Sorted);
    }

    [Fact]
    public void Repartition_spreads_elements_evenly_over_tasks()
    {
        var tasks = new Collected<int>();
        var program = new StreamBuilder();
        program.From(Numbers).Repartition(3).ForEachTask(context => _ => tasks.Add(context.ThisTaskIndex));

        program.RunToCompletion();

        Assert.Equal([0, 0, 1, 1, 2, 2], tasks.Items.Order());
    }

    [Fact]
    public void A_sequence_is_divided_among_the_tasks_of_its_source() =>
        Assert.Equal(["1", "2", "3", "4", "5", "6"], Programs.Run(program => program.From(() => Numbers.Where(_ => true)).WithParallelism(4)).Sorted);

    [Fact]
    public void Transform_applies_a_part_of_a_program() =>
        Assert.Equal([4, 8, 12], Programs.Run(program => program.From(Numbers).Transform(Doubled)).Items);

    [Fact]
    public void Elements_of_every_kind_cross_from_task_to_task()
    {
        Assert.Equal(["Point { X = 1, Y = 2 }"], Across(new Point(1, 2)));
        Assert.Equal(["(1, x)"], Across((1, "x")));
        Assert.Equal(["[k, 2.5]"], Across(KeyValuePair.Create("k", 2.5)));
        Assert.Equal(["True"], Across(true));
        Assert.Equal(["11/24/2026 00:00:00"], Across(new DateTime(2026, 11, 24)));
        Assert.Equal(["9223372036854775807"], Across(long.MaxValue));
        Assert.Equal(["7"], Across<int?>(7));
        Assert.Equal([""], Across<int?>(null));
        Assert.Equal([""], Across<string?>(null));
        Assert.Equal(["5"], Across<object>(5));
        Assert.Equal(["Monday"], Across(DayOfWeek.Monday));
        Assert.Equal(["1.5"], Across(1.5m));
        Assert.Equal(["3"], Across((Value)3));
    }

    private static string[] Across<T>(T element) => Programs.Run(program => program.From([element]).Repartition(2)).Texts;

    private static Stream<int> Doubled(Stream<int> numbers) => numbers.Where(number => number % 2 == 0).Select(number => number * 2);

    private sealed record Point(int X, int Y);
}
