using System.Globalization;
using System.Text.RegularExpressions;
using Topology.Samples.Tests.Support;
using Topology.Testing;
using WordCount;

namespace Topology.Samples.Tests;

public class WordCountTests
{
    private const string Text = "The cat, the dog;\n\n\"THE END\" -- don't pa\u00efn caf\u00e9 2nd\ncat\n";

    [Fact]
    public void AWordIsARunOfAsciiLettersInLowerCase() => Assert.Equal(
        ["the", "cat", "don", "t", "pa", "n", "caf", "nd"],
        Words.In("The cat... don't pa\u00efn caf\u00e9, 2nd"));

    [Fact]
    public void TheCountsAreThoseOfAnIndependentCount()
    {
        using var file = new TextFile(Text);

        using var run = SampleRun.ToCompletion(new WordCountTopology(), "--input", file.Path, "--top", "100");

        Assert.Equal(
            [
                "Top 10 of 10 words (13 in all):",
                "  the  3", "  cat  2",
                "  caf  1", "  dog  1", "  don  1", "  end  1", "  n    1", "  nd   1", "  pa   1", "  t    1",
            ],
            run.PrintedLines);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("5")]
    public void TheShippedTextIsCountedCompletelyWithAnyParallelism(string parallelism)
    {
        var expected = IndependentCount(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, WordCountTopology.DefaultInput)));

        using var run = SampleRun.ToCompletion(new WordCountTopology(), "--parallelism", parallelism, "--top", "100000");

        Assert.Equal($"Top {expected.Count} of {expected.Count} words ({expected.Values.Sum()} in all):", run.PrintedLines[0]);
        Assert.Equal(expected, run.PrintedLines.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(cells => cells[0], cells => long.Parse(cells[1], CultureInfo.InvariantCulture)));
        Assert.Equal(run.Topology.Totals.Tracked, run.Topology.Totals.Acked);
    }

    [Fact]
    public void TopCutsTheReportAfterTheMostFrequentWords()
    {
        using var file = new TextFile(Text);

        using var run = SampleRun.ToCompletion(new WordCountTopology(), "--input", file.Path, "--top", "3");

        Assert.Equal(["Top 3 of 10 words (13 in all):", "  the  3", "  cat  2", "  caf  1"], run.PrintedLines);
    }

    [Fact]
    public void AnEmptyFileCompletesWithAnEmptyReport()
    {
        using var file = new TextFile("");

        using var run = SampleRun.ToCompletion(new WordCountTopology(), "--input", file.Path);

        Assert.Equal(["Top 0 of 0 words (0 in all):"], run.PrintedLines);
    }

    [Fact]
    public void AMissingFileIsNamedWithItsFullPath()
    {
        var error = Assert.Throws<TopologyArgumentException>(() => SampleRun.Spec(new WordCountTopology(), "--input", "no-such.txt"));

        Assert.Equal($"--input: there is no file '{Path.GetFullPath("no-such.txt")}'.", error.Message);
    }

    [Theory]
    [InlineData("--top must be 1 or more, not 0.", "--top", "0")]
    [InlineData("--parallelism must be 1 or more, not -2.", "--parallelism=-2")]
    [InlineData("the nearest is --input", "--inptu", "x")]
    public void AWrongArgumentIsExplained(string expected, params string[] arguments)
    {
        var error = Assert.Throws<TopologyArgumentException>(() => SampleRun.Spec(new WordCountTopology(), arguments));

        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void SeveralSpoutTasksShareTheLinesOfTheFile()
    {
        using var file = new TextFile(string.Concat(Enumerable.Range(0, 50).Select(i => $"line {i}\n")));
        var builder = new TopologyBuilder();
        builder.SetSpout("lines", () => new LineSpout(file.Path), 3);

        using var topology = new SimulatedTopology(builder.Build());
        topology.RunToCompletion();

        var lines = topology.Emitted("lines");
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"line {i}").Order(StringComparer.Ordinal), lines.Select(tuple => tuple.Values[0].AsString()).Order(StringComparer.Ordinal));
        Assert.Equal(3, lines.Select(tuple => tuple.Task).Distinct().Count());
    }

    [Fact]
    public void AFailedLineIsSentAgainAndOneThatAlwaysFailsIsGivenUpSoThatTheRunEnds()
    {
        using var file = new TextFile("good\nbad once\nbad always\n");
        var builder = new TopologyBuilder();
        var attempts = new List<string>();
        builder.SetSpout("lines", () => new LineSpout(file.Path));
        builder.SetBolt("check", new Fields(), (input, _) =>
        {
            attempts.Add(input.GetString(0));
            if (input.GetString(0) == "bad always" || (input.GetString(0) == "bad once" && attempts.Count(line => line == "bad once") == 1))
                throw new FailedException("cannot take it");
        }).ShuffleGrouping("lines");

        using var topology = new SimulatedTopology(builder.Build());
        topology.RunToCompletion();

        Assert.Equal(1, attempts.Count(line => line == "good"));
        Assert.Equal(2, attempts.Count(line => line == "bad once"));
        Assert.Equal(LineSpout.MaxAttempts, attempts.Count(line => line == "bad always"));
        Assert.Contains($"lines: Line 3 of '{file.Path}' given up after {LineSpout.MaxAttempts} attempts, the last one Failed.", topology.Errors);
    }

    // By other means than the sample's: a regular expression over the whole text.
    private static Dictionary<string, long> IndependentCount(string text) =>
        Regex.Matches(text, "[A-Za-z]+").GroupBy(match => match.Value.ToLowerInvariant()).ToDictionary(group => group.Key, group => group.LongCount());
}
