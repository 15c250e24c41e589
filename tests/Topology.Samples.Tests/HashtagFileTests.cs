using HashtagTrends;
using Topology.Samples.Tests.Support;

namespace Topology.Samples.Tests;

public class HashtagFileTests
{
    private const string Tweets =
        """
        {"id": 1, "created_at": "2014-05-01 00:00:00", "lang": "en", "text": "#Blue skies and #green grass"}

        this is no tweet
        {"text": "more #blue, and again #blue"}
           
        {"id": 2}
        {"text": "#green #BLUE \u0023escaped"}
        """;

    [Fact]
    public void TheRankingOfAFileIsThatOfAllItsHashtags()
    {
        using var file = new TextFile(Tweets);

        using var run = SampleRun.ToCompletion(new HashtagTrendsTopology(), "--input", file.Path);

        Assert.Equal(["Final ranking (top 4):", "  #blue     3", "  #green    2", "  #blue,    1", "  #escaped  1"], run.PrintedLines);
    }

    [Fact]
    public void BlankLinesAreLeftOutAndMalformedOnesReportedAndAcked()
    {
        using var file = new TextFile(Tweets);

        using var run = SampleRun.ToCompletion(new HashtagTrendsTopology(), "--input", file.Path);

        Assert.Equal(5, run.Topology.Emitted("tweets").Count);
        Assert.Equal((5, 5), (run.Topology.Totals.Tracked, run.Topology.Totals.Acked));
        Assert.Equal(2, run.Topology.Errors.Count);
        Assert.Contains(run.Topology.Errors, error => error.StartsWith("hashtags: Not a tweet in JSON: ", StringComparison.Ordinal) && error.EndsWith("The line: this is no tweet", StringComparison.Ordinal));
        Assert.Contains("hashtags: A tweet must be a JSON object with a string \"text\". The line: {\"id\": 2}", run.Topology.Errors);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("4")]
    public void TheRankingDoesNotDependOnTheParallelism(string parallelism)
    {
        var tags = Enumerable.Range(0, 500).Select(i => $"#t{i * i % 23}").ToArray();
        var expected = tags.GroupBy(tag => tag).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Take(5).Select(group => $"{group.Key} {group.Count()}");
        using var file = new TextFile(string.Concat(tags.Select(tag => $$"""{"text": "about {{tag}}"}""" + "\n")));

        using var run = SampleRun.ToCompletion(new HashtagTrendsTopology(), "--input", file.Path, "--top", "5", "--parallelism", parallelism);

        Assert.Equal(expected, run.PrintedLines.Skip(1).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public void AnEmptyFileCompletesWithAnEmptyRanking()
    {
        using var file = new TextFile("");

        using var run = SampleRun.ToCompletion(new HashtagTrendsTopology(), "--input", file.Path);

        Assert.Equal(["Final ranking (top 0):"], run.PrintedLines);
    }

    [Fact]
    public void AMissingFileIsNamedWithItsFullPath()
    {
        var error = Assert.Throws<TopologyArgumentException>(() => SampleRun.Spec(new HashtagTrendsTopology(), "--input", "no-such.jsonl"));

        Assert.Equal($"--input: there is no file '{Path.GetFullPath("no-such.jsonl")}'.", error.Message);
    }

    [Theory]
    [InlineData("--port must be between 1 and 65535, not 70000.", "--port", "70000")]
    [InlineData("--tick must be between 1 and 86400, not 0.", "--tick=0")]
    [InlineData("--top must be between 1 and", "--top=0")]
    [InlineData("the nearest is --parallelism", "--paralelism=2")]
    public void AWrongArgumentIsExplained(string expected, params string[] arguments)
    {
        var error = Assert.Throws<TopologyArgumentException>(() => SampleRun.Spec(new HashtagTrendsTopology(), arguments));

        Assert.Contains(expected, error.Message);
    }
}
