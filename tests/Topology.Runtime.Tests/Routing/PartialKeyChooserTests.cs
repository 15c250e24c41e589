using Topology.Runtime.Routing;

namespace Topology.Runtime.Tests.Routing;

/// <summary>Partial-key grouping: two tasks a key, the less used one of them.</summary>
public class PartialKeyChooserTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(100)]
    public void When_a_key_comes_three_times_Then_the_second_goes_elsewhere_and_the_third_to_the_first_again(int tasks)
    {
        for (var i = 0; i < 200; i++)
        {
            var chooser = new PartialKeyChooser([0], tasks);
            Value[] key = [$"key{i}"];

            var (first, second, third) = (chooser.Choose(key), chooser.Choose(key), chooser.Choose(key));

            Assert.NotEqual(first, second);
            Assert.Equal(first, third);
            Assert.InRange(first, 0, tasks - 1);
            Assert.InRange(second, 0, tasks - 1);
        }
    }

    [Fact]
    public void When_a_key_comes_often_Then_it_goes_to_two_tasks_only()
    {
        var chooser = new PartialKeyChooser([0], 6);

        var chosen = Enumerable.Range(0, 1000).Select(_ => chooser.Choose(["key1"])).GroupBy(task => task).Select(group => group.Count());

        Assert.Equal([500, 500], chosen);
    }

    [Fact]
    public void When_only_one_field_is_the_key_Then_the_others_do_not_count()
    {
        var chooser = new PartialKeyChooser([1], 6);

        var chosen = Enumerable.Range(0, 100).Select(i => chooser.Choose([i, "key1"])).Distinct();

        Assert.Equal(2, chosen.Count());
    }

    [Fact]
    public void When_one_word_is_two_fifths_of_the_stream_Then_the_tasks_are_even_all_the_same()
    {
        var (partial, byFields) = (new PartialKeyChooser([0], 5), new FieldsChooser([0], 5));
        var (partialCounts, fieldsCounts) = (new int[5], new int[5]);
        for (var i = 0; i < 50_000; i++)
        {
            Value[] key = [i % 5 < 2 ? "the" : $"word{i}"];
            partialCounts[partial.Choose(key)]++;
            fieldsCounts[byFields.Choose(key)]++;
        }

        Assert.True(fieldsCounts.Max() > 25_000, $"expected a skewed stream, got at most {fieldsCounts.Max()}");
        Assert.InRange(partialCounts.Max(), 10_000, 12_000);
    }
}
