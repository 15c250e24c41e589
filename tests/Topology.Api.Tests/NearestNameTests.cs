using CsCheck;

namespace Topology.Api.Tests;

public class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("word", "word", 0)]
    [InlineData("word", "WORD", 0)]
    [InlineData("word", "", 4)]
    [InlineData("", "word", 4)]
    [InlineData("word", "words", 1)]
    [InlineData("word", "wrod", 2)]
    [InlineData("kitten", "sitting", 3)]
    public void When_names_are_compared_Then_the_distance_counts_edits(string left, string right, int distance) =>
        Assert.Equal(distance, NearestName.Distance(left, right));

    [Fact]
    public void The_distance_is_symmetric_and_at_most_the_longer_length() => Gen
        .Select(Gen.String.AlphaNumeric, Gen.String.AlphaNumeric)
        .Sample(
            (left, right) => NearestName.Distance(left, right) == NearestName.Distance(right, left)
                && NearestName.Distance(left, right) <= Math.Max(left.Length, right.Length),
            iter: 500,
            threads: 1);

    [Fact]
    public void When_a_candidate_is_nearest_Then_it_is_found() =>
        Assert.Equal("words", NearestName.Find("wrds", ["lines", "words", "count"]));

    [Fact]
    public void When_candidates_are_equally_near_Then_the_ordinally_first_is_found() =>
        Assert.Equal("ab", NearestName.Find("a", ["ac", "ab", "ad"]));

    [Fact]
    public void When_there_is_no_candidate_Then_nothing_is_found()
    {
        Assert.Null(NearestName.Find("a", []));
        Assert.Equal("", NearestName.Hint("a", []));
    }

    [Fact]
    public void When_there_is_a_candidate_Then_the_hint_names_it() =>
        Assert.Equal("; the nearest is \"b\"", NearestName.Hint("a", ["b"]));
}
