using HashtagTrends;
using Topology.Samples.Tests.Support;
using Topology.Testing;

namespace Topology.Samples.Tests;

public class HashtagBoltTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("no tags here")]
    [InlineData("# alone", "")]
    [InlineData("#One two #THREE", "#one #three")]
    [InlineData("#a #A #a,", "#a #a #a,")]
    [InlineData("mid#word (#bracket) ##twice", "##twice")]
    [InlineData("#a\\n#b  #c", "#a\n#b #c")] // split at spaces only
    public void AHashtagIsATokenThatStartsWithTheSign(string text, string expected = "")
    {
        using var harness = new BoltHarness(() => new HashtagBolt(), new Fields("json"));

        harness.Execute($$"""{"text": "{{text}}"}""");

        Assert.Equal(expected, string.Join(' ', harness.Emitted().Select(tuple => tuple.Values[0].AsString())));
        Assert.Single(harness.Acked);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"text\": \"cut off")]
    [InlineData("[1, 2]")]
    [InlineData("\"#a\"")]
    [InlineData("{\"txt\": \"#a\"}")]
    [InlineData("{\"text\": 5}")]
    [InlineData("{\"text\": null}")]
    [InlineData("{\"text\": \"\\ud800\"}")] // half a surrogate pair
    public void AMalformedLineIsAckedAndEmitsNothing(string line)
    {
        using var harness = new BoltHarness(() => new HashtagBolt(), new Fields("json"));

        harness.Execute(line);
        harness.Execute("""{"text": "#next"}""");

        Assert.Equal([0, 1], harness.Acked);
        Assert.Equal("(#next)", Assert.Single(harness.Emitted()).ToString());
    }

    [Fact]
    public void EachHashtagIsEmittedWithItsNewCount()
    {
        using var harness = new BoltHarness(() => new CountBolt(), new Fields("hashtag"));

        harness.Execute("#a");
        harness.Execute("#b");
        harness.Execute("#a");

        Assert.Equal(["(#a, 1)", "(#b, 1)", "(#a, 2)"], harness.Emitted().Select(tuple => tuple.ToString()));
    }

    [Fact]
    public void ATickWithNothingCountedPrintsNothing()
    {
        using var output = new StringWriter();
        using var harness = Ranking(output);

        harness.Tick();

        Assert.Empty(output.ToString());
    }

    [Fact]
    public void ACountPrintsNothingUntilTheTick()
    {
        using var output = new StringWriter();
        using var harness = Ranking(output);

        harness.Execute("#a", 3);
        Assert.Empty(output.ToString());
        harness.Tick();

        Assert.Equal("Trending now (top 1):\n  #a  3\n", output.ToString());
    }

    [Fact]
    public void EachTickPrintsTheRankingAndTheEndTheFinalOne()
    {
        using var output = new StringWriter();
        using (var harness = Ranking(output))
        {
            harness.Execute("#a", 1);
            harness.Tick();
            harness.Execute("#bc", 5);
            harness.Execute("#a", 2);
            harness.Tick();
        }

        Assert.Equal(
            "Trending now (top 1):\n  #a  1\nTrending now (top 2):\n  #bc  5\n  #a   2\nFinal ranking (top 2):\n  #bc  5\n  #a   2\n",
            output.ToString());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(60, "--tick=60")]
    public void TheRankingBoltOfTheTopologyGetsTicks(int seconds, params string[] arguments)
    {
        var spec = SampleRun.Spec(new HashtagTrendsTopology(), arguments);

        Assert.Equal(TimeSpan.FromSeconds(seconds), spec.Components.Single(component => component.Id == "ranking").TickInterval);
    }

    private static BoltHarness Ranking(TextWriter output) =>
        new(() => new RankingBolt(3, output), new Fields("hashtag", "count"), tickInterval: Tick);
}
