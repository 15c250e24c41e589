using HashtagTrends;

namespace Topology.Samples.Tests;

using Rankings = HashtagTrends.Rankings; // not those for builders

public class RankingsTests
{
    [Fact]
    public void TheHighestCountComesFirstAndEqualCountsAreInOrderOfTheirKeys()
    {
        var rankings = Of(10, ("b", 2), ("a", 2), ("c", 7), ("d", 1));

        Assert.Equal(["c 7", "a 2", "b 2", "d 1"], Shown(rankings));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void ThereAreNeverMoreThanAskedFor(int topN)
    {
        var rankings = new Rankings(topN);

        for (var i = 0; i < 20; i++)
        {
            rankings.Update($"key {i}", i);
            Assert.Equal(Math.Min(i + 1, topN), rankings.Entries.Count);
        }

        Assert.Equal("key 19", rankings.Entries[0].Key);
    }

    [Fact]
    public void ALowCountDoesNotPushOutAHigherOne() =>
        Assert.Equal(["a 5", "b 4"], Shown(Of(2, ("a", 5), ("b", 4), ("c", 3))));

    [Fact]
    public void AKeyStandsOnceWithItsLatestCount() =>
        Assert.Equal(["a 9", "b 5"], Shown(Of(5, ("a", 1), ("b", 5), ("a", 4), ("a", 9))));

    [Fact]
    public void ACountThatFellMovesItsKeyDown() =>
        Assert.Equal(["b 5", "a 1"], Shown(Of(5, ("a", 9), ("b", 5), ("a", 1))));

    [Fact]
    public void TakingOverAnotherRankingMergesByKey()
    {
        var rankings = Of(3, ("a", 1), ("b", 2));

        rankings.UpdateFrom(Of(3, ("b", 7), ("c", 4), ("d", 3)));

        Assert.Equal(["b 7", "c 4", "d 3"], Shown(rankings));
    }

    [Fact]
    public void ZeroCountsArePrunedAndTheOthersStayInOrder()
    {
        var rankings = Of(10, ("B", 2), ("ZERO", 0), ("ZERO2", 0), ("D", 8), ("ZERO3", 0), ("ZERO4", 0), ("C", 4));

        rankings.PruneZeroCounts();

        Assert.Equal(["D 8", "C 4", "B 2"], Shown(rankings));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void ARankingOfNothingIsRefused(int topN)
    {
        var error = Assert.Throws<ArgumentException>(() => new Rankings(topN));

        Assert.Contains($"A ranking holds 1 entry or more, not {topN}.", error.Message);
    }

    [Fact]
    public void AControlCharacterInAKeyDoesNotBreakTheLine() =>
        Assert.Equal("Title (top 1):\n  #a\\u000ab  3\n", Of(1, ("#a\nb", 3)).ToText("Title"));

    private static Rankings Of(int topN, params (string Key, long Count)[] entries)
    {
        var rankings = new Rankings(topN);
        foreach (var (key, count) in entries)
            rankings.Update(key, count);
        return rankings;
    }

    private static IEnumerable<string> Shown(Rankings rankings) => rankings.Entries.Select(entry => $"{entry.Key} {entry.Count}");
}
