namespace Topology.Testing.Tests.ReadyMade;

/// <summary>Rolling counts and rankings.</summary>
public class RankingTests
{
    [Fact]
    [Trait("Behaviour", "T241")]
    public void When_objects_are_ranked_Then_the_largest_counts_are_first_and_zeros_can_be_pruned()
    {
        var rankings = new Rankings(10);
        foreach (var (item, count) in new[] { ("B", 1L), ("zero", 0), ("zero2", 0), ("D", 30), ("zero3", 0), ("zero4", 0), ("C", 20) })
            rankings.Update(item, count);

        rankings.PruneZeros();

        Assert.Equal(["D", "C", "B"], rankings.Select(ranked => ranked.Item.AsString()));
    }

    [Fact]
    public void When_an_object_comes_again_Then_its_count_is_replaced()
    {
        var rankings = new Rankings(2);
        rankings.Update("a", 1);
        rankings.Update("b", 2);
        rankings.Update("a", 3);
        rankings.Update("c", 1);

        Assert.Equal([("a", 3L), ("b", 2L)], rankings.Select(ranked => (ranked.Item.AsString(), ranked.Count)));
    }

    [Fact]
    public void When_rankings_are_put_together_Then_they_hold_no_more_than_their_size()
    {
        var (one, other) = (new Rankings(2), new Rankings(3));
        one.Update("a", 1);
        other.Update("b", 2);
        other.Update("c", 3);

        one.Update(other);

        Assert.Equal(["c", "b"], one.Select(ranked => ranked.Item.AsString()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rankings(0));
    }

    [Fact]
    [Trait("Behaviour", "T242")]
    public void When_words_are_counted_and_ranked_by_two_steps_Then_the_total_is_that_of_each_window()
    {
        var feeder = new Feeder(new Fields("word", "time"));
        var builder = new TopologyBuilder();
        builder.SetSpout("words", feeder.CreateSpout).WithEventTime("time", WatermarkStrategy.Monotonic());
        builder.SetBolt("counts", () => new RollingCountBolt(), 3).FieldsGrouping("words", new Fields("word")).WithSlidingWindow(Ms(20), Ms(10)).WithWindowKey("word");
        builder.SetBolt("ranks", () => new TopNBolt(2), 2).FieldsGrouping("counts", new Fields("obj")).WithTumblingWindow(Ms(10));
        builder.SetBolt("total", () => new TopNBolt(2)).GlobalGrouping("ranks").WithTumblingWindow(Ms(10));
        using var topology = new SimulatedTopology(builder.Build());
        foreach (var (word, time) in new[] { ("a", 1), ("b", 2), ("a", 3), ("c", 4), ("b", 11), ("b", 12), ("c", 25) })
            feeder.FeedUntracked(word, DateTime.UnixEpoch.AddMilliseconds(time));
        feeder.Complete();

        topology.RunToCompletion();

        Assert.Equal(
            ["1 a 2", "2 b 1", "1 b 3", "2 a 2", "1 b 2", "2 c 1", "1 c 1"],
            topology.Emitted("total").Select(tuple => string.Join(' ', tuple.Values)));
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
