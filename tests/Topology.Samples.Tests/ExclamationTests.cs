using Exclamation;
using Topology.Samples.Tests.Support;
using Topology.Testing;

namespace Topology.Samples.Tests;

public class ExclamationTests
{
    [Fact]
    public void EachWordGetsSixExclamationMarksAndIsAcked()
    {
        using var run = SampleRun.ToCompletion(new ExclamationTopology(), "--limit", "200", "--rate", "1000");

        var words = run.Topology.Emitted("word").Select(tuple => tuple.Values[0].AsString() + "!!!!!!").Order(StringComparer.Ordinal);
        Assert.Equal(words, run.Topology.Emitted("exclaim2").Select(tuple => tuple.Values[0].AsString()).Order(StringComparer.Ordinal));
        Assert.Equal(200, run.Topology.Totals.Acked);
        Assert.Equal(5, run.Topology.Emitted("word").Select(tuple => tuple.Values[0]).Distinct().Count());
    }

    [Fact]
    public void TheWorkIsSharedByThreeTasksAndThenByTwo()
    {
        using var run = SampleRun.ToCompletion(new ExclamationTopology(), "--limit", "60", "--rate", "1000");

        Assert.Equal(3, run.Topology.Emitted("exclaim1").Select(tuple => tuple.Task).Distinct().Count());
        Assert.Equal(2, run.Topology.Emitted("exclaim2").Select(tuple => tuple.Task).Distinct().Count());
    }

    [Fact]
    public void TheRateIsKept()
    {
        using var topology = new SimulatedTopology(SampleRun.Spec(new ExclamationTopology(), "--rate", "50"));

        topology.Advance(TimeSpan.FromSeconds(10));

        Assert.InRange(topology.Emitted("word").Count, 490, 501);
    }

    [Fact]
    public void TheSameSeedGivesTheSameWordsAndAnotherOneOthers()
    {
        Assert.Equal(WordsOf("7"), WordsOf("7"));
        Assert.NotEqual(WordsOf("7"), WordsOf("8"));

        static string[] WordsOf(string seed)
        {
            using var run = SampleRun.ToCompletion(new ExclamationTopology(), "--limit", "30", "--rate", "1000", "--seed", seed);
            return [.. run.Topology.Emitted("word").Select(tuple => tuple.Values[0].AsString())];
        }
    }

    [Theory]
    [InlineData("--rate must be 1 word a second or more, not 0.", "--rate=0")]
    [InlineData("--limit must be 0 (no end) or more, not -1.", "--limit=-1")]
    [InlineData("the nearest is --limit", "--limits=3")]
    public void AWrongArgumentIsExplained(string expected, string argument)
    {
        var error = Assert.Throws<TopologyArgumentException>(() => SampleRun.Spec(new ExclamationTopology(), argument));

        Assert.Contains(expected, error.Message);
    }
}
