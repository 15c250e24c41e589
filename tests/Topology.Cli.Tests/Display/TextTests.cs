using Topology.Cli.Display;
using Topology.Cli.Running;
using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Display;

public class TextTests
{
    [Theory]
    [InlineData(0.0001, "0.1 µs")]
    [InlineData(0.0123, "12.3 µs")]
    [InlineData(0.999, "999 µs")]
    [InlineData(1, "1 ms")]
    [InlineData(4.564, "4.56 ms")]
    [InlineData(99.96, "100 ms")]
    [InlineData(1234, "1.23 s")]
    [InlineData(119_000, "119 s")]
    [InlineData(125_000, "2m 05s")]
    public void ALatencyHasThreeDigitsAndItsUnit(double milliseconds, string expected) =>
        Assert.Equal(expected, LatencyText.Of(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void TheSummaryLineHasRatesTotalsAndTheWorstBackPressure() => Assert.Equal(
        "10 s  active: spouts 1234568 tuples/s, bolts 1234568 tuples/s; tracked 12345678: acked 12000000, failed 300000, timed out 40000, pending 5678; back-pressure at most 17 %",
        SummaryLine.Of(Metrics.Busy, "active", ComponentRow.Of(null, Metrics.Busy)));

    [Fact]
    public void TotalsNameWhatWentWrongOnlyIfSomethingDid()
    {
        var bolt = Metrics.Bolt("b") with { Executed = 5, Acked = 5 };
        var text = TotalsText.Of("n", RunEnd.Completed, new(TimeSpan.FromSeconds(1), [bolt]));
        var troubled = TotalsText.Of("n", RunEnd.Completed, new(TimeSpan.FromSeconds(1), [bolt with { Restarts = 2, Errors = 3 }]));

        Assert.EndsWith("  b  executed 5, emitted 0, transferred 0, acked 5, failed 0\n", text);
        Assert.EndsWith("  b  executed 5, emitted 0, transferred 0, acked 5, failed 0, restarts 2, errors 3\n", troubled);
    }

    [Fact]
    public void TotalsThatDoNotAddUpSaySo()
    {
        var spout = Metrics.Spout("s") with { Tracked = 10, Acked = 7, Failed = 1 };

        var text = TotalsText.Of("n", RunEnd.Stopped, new(TimeSpan.FromSeconds(1), [spout]));

        Assert.Contains("!!! THE TOTALS DO NOT ADD UP: 2 tracked tuples are missing.", text);
    }

    [Fact]
    public void ARunCutShortClaimsNoSum()
    {
        var spout = Metrics.Spout("s") with { Tracked = 10, Acked = 7 };

        var text = TotalsText.Of("n", RunEnd.CutShort, new(TimeSpan.FromSeconds(1), [spout]));

        Assert.Contains("n ended without draining after 1 s\ntracked 10: acked 7, failed 0, timed out 0, pending 0\n", text);
    }

    [Fact]
    public void ALogLineIsOneLineWithItsCause() => Assert.Equal(
        "warning Spout: no connection (IOException: refused twice)",
        LogLine.Of(Microsoft.Extensions.Logging.LogLevel.Warning, "Topology.Spout", "no connection", new IOException("refused\ntwice")));
}
