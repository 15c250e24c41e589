using Topology.Runtime.Routing;

namespace Topology.Runtime.Tests.Routing;

/// <summary>Whether the hash spreads keys over tasks and keeps different ones apart.</summary>
public class StableHashSpreadTests
{
    [Theory]
    [InlineData("word{0}")]
    [InlineData("{0}")]
    [InlineData("a rather long common beginning, {0}, and a common end")]
    public void When_10000_words_go_to_7_tasks_Then_each_gets_its_share_within_a_fifth(string pattern) =>
        AssertEven(7, Enumerable.Range(0, 10_000).Select(i => (Value)string.Format(null, pattern, i)));

    [Fact]
    public void When_10000_numbers_go_to_7_tasks_Then_each_gets_its_share_within_a_fifth()
    {
        AssertEven(7, Enumerable.Range(0, 10_000).Select(i => (Value)i));
        AssertEven(7, Enumerable.Range(0, 10_000).Select(i => (Value)(i * 4096L)));
        AssertEven(7, Enumerable.Range(0, 10_000).Select(i => (Value)(i * 0.25)));
    }

    [Fact]
    public void When_keys_are_byte_arrays_or_Guids_Then_each_task_gets_its_share_within_a_fifth()
    {
        var random = new Random(5);
        AssertEven(7, Enumerable.Range(0, 10_000).Select(i => (Value)BitConverter.GetBytes(i)));
        AssertEven(7, Enumerable.Range(0, 10_000).Select(_ => Value.From(new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)random.Next())]))));
    }

    [Fact]
    public void When_the_number_of_tasks_is_a_power_of_two_Then_each_gets_its_share_too() =>
        AssertEven(8, Enumerable.Range(0, 10_000).Select(i => (Value)(i * 8L)));

    [Fact]
    public void When_many_strings_of_one_length_are_different_Then_no_two_hash_alike()
    {
        var random = new Random(17);
        for (var length = 1; length <= 40; length++)
        {
            var texts = new HashSet<string>();
            for (var i = 0; i < 5_000; i++)
                texts.Add(new string([.. Enumerable.Range(0, length).Select(_ => (char)random.Next('a', 'z' + 1))]));

            Assert.Equal(texts.Count, texts.Select(text => StableHash.Of([text], [0])).Distinct().Count());
        }
    }

    [Fact]
    public void When_strings_of_one_length_differ_in_one_letter_at_any_place_Then_no_two_hash_alike()
    {
        for (var length = 1; length <= 40; length++)
        {
            var texts = new HashSet<string>();
            for (var at = 0; at < length; at++)
            {
                for (var letter = 'a'; letter <= 'z'; letter++)
                    texts.Add(new string('a', at) + letter + new string('a', length - at - 1));
            }

            Assert.Equal(length * 25 + 1, texts.Count);
            Assert.Equal(texts.Count, texts.Select(text => StableHash.Of([text], [0])).Distinct().Count());
        }
    }

    [Fact]
    public void When_one_bit_of_a_number_changes_Then_about_half_of_the_hash_changes()
    {
        var flipped = 0L;
        for (var bit = 0; bit < 64; bit++)
        {
            for (var number = 1L; number <= 50; number++)
                flipped += long.PopCount((long)(StableHash.Of([number], [0]) ^ StableHash.Of([number ^ (1L << bit)], [0])));
        }

        Assert.InRange(flipped / (64.0 * 50), 31, 33);
    }

    private static void AssertEven(int tasks, IEnumerable<Value> keys)
    {
        var chooser = new FieldsChooser([0], tasks);
        var counts = new int[tasks];
        foreach (var key in keys)
            counts[chooser.Choose([key])]++;

        var share = counts.Sum() / (double)tasks;
        Assert.All(counts, count => Assert.InRange(count, share * 0.8, share * 1.2));
    }
}
