using Topology.Streams.Tests.Support;

namespace Topology.Streams.Tests;

/// <summary>Which components a program becomes, and how they are connected.</summary>
public class PlanTests
{
    [Fact]
    public void Operators_without_state_run_in_their_source()
    {
        var program = new StreamBuilder();
        program.From([1, 2]).WithName("numbers").Select(number => number + 1).Where(number => number > 1).SelectMany(number => new[] { number }).Peek(_ => { }).To(_ => { });

        Assert.Equal(["numbers spout x1"], Components(program));
    }

    [Fact]
    public void Without_fusion_each_operator_is_a_component()
    {
        var program = new StreamBuilder { IsFusing = false };
        program.From([1, 2]).WithName("numbers").Select(number => number + 1).To(_ => { });

        Assert.Equal(["numbers spout x1", "select bolt x1 <- LocalOrShuffle numbers", "to bolt x1 <- LocalOrShuffle select"], Components(program));
    }

    [Fact]
    public void A_spout_and_a_bolt_are_connected_by_shuffle()
    {
        var program = new StreamBuilder();
        program.From([1]).WithName("spout").To(() => new NoBolt()).WithName("bolt");

        Assert.Equal(["bolt bolt x1 <- Shuffle spout", "spout spout x1"], Components(program));
    }

    [Fact]
    public void Repartition_begins_a_component_with_its_own_parallelism()
    {
        var program = new StreamBuilder();
        program.From([1]).WithName("a").Repartition(3).WithName("b").Where(_ => true).Repartition(2).WithName("c").Where(_ => true).KeyBy(number => number).Count().WithName("d").WithParallelism(2).To(_ => { });

        Assert.Equal(["a spout x1", "b bolt x3 <- Shuffle a", "c bolt x2 <- Shuffle b", "d bolt x2 <- Fields c"], Components(program));
    }

    [Fact]
    public void What_is_partitioned_by_its_key_does_not_move_again()
    {
        var program = new StreamBuilder { DefaultParallelism = 2 };
        program.From([1]).WithName("a").KeyBy(number => number).Reduce((left, right) => left + right).WithName("b").MapValues(value => value * 2).Where(_ => true).Count().WithName("c").To(_ => { });

        Assert.Equal(["a spout x1", "b bolt x2 <- Fields a"], Components(program));
        Assert.Contains("bolt \"b\" x2: Reduce, MapValues, Where, Keys, Count, To [state]", program.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_gets_another_key_or_other_tasks_moves()
    {
        var program = new StreamBuilder { DefaultParallelism = 2 };
        program.From([1]).WithName("a").KeyBy(number => number).Count().WithName("b").Repartition(10).WithName("c").KeyBy(pair => pair.Value).Count().WithName("d").To(_ => { });
        program.From([1]).WithName("e").KeyBy(number => number).Count().WithName("f").Count().WithName("g").WithParallelism(3).To(_ => { });

        Assert.Equal(
            ["a spout x1", "b bolt x2 <- Fields a", "c bolt x10 <- Shuffle b", "d bolt x2 <- Fields c", "e spout x1", "f bolt x2 <- Fields e", "g bolt x3 <- Fields f"],
            Components(program));
    }

    [Fact]
    public void Where_there_is_one_task_all_keys_are_in_it()
    {
        var program = new StreamBuilder();
        program.From([1]).WithName("a").Repartition(1).WithName("b").KeyBy(number => number).Count().KeyBy(pair => pair.Value).Count().To(_ => { });

        Assert.Equal(["a spout x1", "b bolt x1 <- Shuffle a"], Components(program));
    }

    [Fact]
    public void An_operator_with_a_parallelism_of_its_own_has_a_component_of_its_own()
    {
        var program = new StreamBuilder();
        program.From([1]).WithName("a").Select(number => number).WithName("b").WithParallelism(4).Where(_ => true).To(_ => { });

        Assert.Equal(["a spout x1", "b bolt x4 <- LocalOrShuffle a"], Components(program));
    }

    [Fact]
    public void Who_reads_a_union_reads_each_of_its_streams()
    {
        var program = new StreamBuilder();
        program.From([1]).WithName("a").Union(program.From([2]).WithName("b")).KeyBy(number => number).Count().WithName("c").To(_ => { });

        Assert.Equal(["a spout x1", "b spout x1", "c bolt x1 <- Fields a, Fields b"], Components(program));
    }

    [Fact]
    public void A_table_and_the_stream_that_looks_it_up_meet_by_key()
    {
        var program = new StreamBuilder { DefaultParallelism = 2 };
        var table = program.From([(1, "one")]).WithName("rows").KeyBy().ToTable();
        program.From([1]).WithName("numbers").KeyBy(number => number).Join(table, (number, row) => row).WithName("join").To(_ => { });

        Assert.Equal(["join bolt x2 <- Fields numbers, Fields rows", "numbers spout x1", "rows spout x1"], Components(program));
    }

    [Fact]
    public void Two_readers_of_one_stream_get_it_once_each()
    {
        var program = new StreamBuilder();
        var numbers = program.From([1, 2]).WithName("numbers");
        numbers.Repartition(1).WithName("one").To(_ => { });
        numbers.Repartition(2).WithName("two").To(_ => { });
        var keyed = numbers.KeyBy(number => number);
        keyed.Join(keyed.ToTable(), (left, right) => left + right).WithName("self").To(_ => { });

        Assert.Equal(
            ["numbers spout x1", "one bolt x1 <- Shuffle numbers", "self bolt x1 <- Fields numbers:keyby, Fields numbers:keyby-2", "two bolt x2 <- Shuffle numbers"], Components(program));
    }

    [Fact]
    public void The_same_program_has_the_same_hash()
    {
        Assert.Equal(Sample().Build().Hash, Sample().Build().Hash);
        Assert.NotEqual(Sample().Build().Hash, Sample(parallelism: 3).Build().Hash);
    }

    [Fact]
    public void Explain_shows_operators_and_components() => Assert.Equal("""
        Operators
           1 From "lines" -> String
           2 SelectMany (selectmany) of 1 -> String
           3 KeyBy (keyby) of 2 -> KeyValuePair<String, String>
           4 Keys (keys) of 3 -> KeyValuePair<String, Nothing>
           5 Count (count) of 4 -> KeyValuePair<String, Int64>
           6 To (to) of 5 -> KeyValuePair<String, Int64>
        Before fusion: 6 components
          spout "lines" x1: From
          bolt "selectmany" x2: SelectMany
             <- lines evenly, local first
          bolt "keyby" x2: KeyBy
             <- selectmany evenly, local first
          bolt "keys" x2: Keys
             <- keyby evenly, local first
          bolt "count" x2: Count [state]
             <- keys by key
          bolt "to" x2: To
             <- count evenly, local first
        After fusion: 2 components
          spout "lines" x1: From, SelectMany, KeyBy, Keys
          bolt "count" x2: Count, To [state]
             <- lines by key

        """, Sample().Explain());

    private static StreamBuilder Sample(int parallelism = 2)
    {
        var program = new StreamBuilder { DefaultParallelism = parallelism };
        program.From(["a b"]).WithName("lines").SelectMany(line => line.Split(' ')).KeyBy(word => word).Count().To(_ => { });
        return program;
    }

    private static string[] Components(StreamBuilder program) => [.. program.Build().Components.Select(component =>
        $"{component.Id} {component.Kind.ToString().ToLowerInvariant()} x{component.Tasks}"
        + (component.Subscriptions.Count == 0 ? "" : " <- " + string.Join(", ", component.Subscriptions.Select(item =>
            $"{item.Grouping.Kind} {item.Component}{(item.Stream == StreamIds.Default ? "" : ":" + item.Stream)}"))))];
}
