using Spectre.Console;
using Topology.Cli.Display;
using Topology.Cli.Tests.Support;
using Topology.Clustering;

namespace Topology.Cli.Tests.Display;

public class ProgressTableTests
{
    private static readonly string[] Columns =
        ["component", "executors", "emitted/s", "executed/s", "acked", "failed", "p50", "p99", "capacity", "back-pressure"];

    [Fact]
    public void AWideTerminalShowsAllColumnsInFull()
    {
        var lines = Rendered(160);

        var heading = Assert.Single(lines, line => line.Contains("component", StringComparison.Ordinal));
        Assert.Equal(Columns, Cells(heading));
        Assert.Contains(lines, line => Cells(line).SequenceEqual(["lines", "2", "1,234,568", "", "12,000,000", "300,000", "4.56 ms", "78.9 ms", "42 %", "17 %"]));
        Assert.Contains(lines, line => Cells(line).SequenceEqual(
            ["a-splitter-of-words", "16", "9,876,543", "1,234,568", "12,045,678", "300,000", "12.3 µs", "1.5 ms", "100 %", "3 %"]));
    }

    [Fact]
    public void ANarrowTerminalShowsAllColumnsWithShortNumbers()
    {
        var lines = Rendered(80);

        var heading = Array.FindIndex(lines, line => line.StartsWith("component", StringComparison.Ordinal));
        Assert.Equal(["component", "execu-", "emitted", "executed", "acked", "failed", "p50", "p99", "capa-", "back-"], Words(lines[heading]));
        Assert.Equal(["tors", "/s", "/s", "city", "pressure"], Words(lines[heading + 1]));
        Assert.Contains(lines, line => Words(line).SequenceEqual(["lines", "2", "1.23M", "12.0M", "300k", "4.56", "ms", "78.9", "ms", "42", "%", "17", "%"]));
        Assert.Contains(lines, line => Words(line).Skip(1).SequenceEqual(["16", "9.88M", "1.23M", "12.0M", "300k", "12.3", "µs", "1.5", "ms", "100", "%", "3", "%"]));
    }

    [Fact]
    public void OnANarrowTerminalALongIdIsBrokenOverLinesAndNothingIsCutOff()
    {
        var lines = Rendered(80);

        var first = Array.FindIndex(lines, line => line.StartsWith("a-split", StringComparison.Ordinal));
        Assert.Equal("a-splitter-of-words", lines[first].Split(' ')[0] + lines[first + 1].Trim());
        Assert.DoesNotContain(lines, line => line.Contains('…', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(160)]
    public void NoLineIsWiderThanTheTerminal(int width) =>
        Assert.All(Rendered(width), line => Assert.True(line.Length <= width, $"{line.Length} characters in '{line}'"));

    [Fact]
    public void WhereThereIsEventTimeAColumnSaysHowFarWatermarksAreBehind()
    {
        var lines = Rendered(142, Timed(Time(-2.5)), Timed(Time(0.02)), Timed(new EventTimeMetrics { Spread = default, Late = 0, Untimed = 0 }), Timed(Time(0) with { Watermark = DateTimeOffset.MaxValue, Lag = null }), Metrics.Bolt("untimed"));

        Assert.Equal([.. Columns, "watermark"], Cells(Assert.Single(lines, line => line.Contains("component", StringComparison.Ordinal))));
        string[] expected = ["+2.5 s", "-20 ms", "none yet", "end", ""];
        Assert.Equal(expected, lines.Where(line => line.Contains("timed", StringComparison.Ordinal) && line.StartsWith('│')).Select(line => Cells(line).Last()));
        Assert.All(lines, line => Assert.True(line.Length <= 142, $"{line.Length} characters in '{line}'"));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    public void TitleTotalsAndTimedOutTuplesAreShown(int width)
    {
        var text = string.Join('\n', Rendered(width));

        Assert.Contains("word-count  active", text);
        Assert.Contains("tracked 12345678: acked 12000000, failed 300000, timed out 40000, pending 5678", text);
        Assert.Matches(width == 80 ? @"\n +40000 *\n +late" : "40,000 late", text);
    }

    [Fact]
    public void RatesAreThoseSinceTheSnapshotBefore()
    {
        var before = Metrics.Busy with
        {
            Uptime = TimeSpan.FromSeconds(8),
            Components = [Metrics.Busy.Components[0] with { Emitted = 12_345_478 }, Metrics.Busy.Components[1] with { Executed = 12_345_658 }],
        };

        var rows = ComponentRow.Of(before, Metrics.Busy);

        Assert.Equal(100, rows[0].EmittedRate);
        Assert.Equal(10, rows[1].ExecutedRate);
    }

    [Fact]
    public void AnIdThatLooksLikeMarkupIsShownAsItIs()
    {
        var metrics = Metrics.Busy with { Components = [Metrics.Bolt("[red]x[/]")] };
        var screen = new Screen(160);

        screen.Console.Write(ProgressTable.Of("[title]", null, metrics, 160));

        Assert.Contains(screen.Lines, line => line.Contains("[red]x[/]", StringComparison.Ordinal));
        Assert.Contains(screen.Lines, line => line.Contains("[title]", StringComparison.Ordinal));
    }

    private static string[] Rendered(int width)
    {
        var screen = new Screen(width, isAnsi: false);
        screen.Console.Write(ProgressTable.Of("word-count  active", null, Metrics.Busy, width));
        return [.. screen.Lines];
    }

    private static string[] Rendered(int width, params ComponentMetrics[] components)
    {
        var screen = new Screen(width, isAnsi: false);
        screen.Console.Write(ProgressTable.Of("word-count  active", null, Metrics.Busy with { Components = components }, width));
        return [.. screen.Lines];
    }

    private static ComponentMetrics Timed(EventTimeMetrics time) => Metrics.Bolt("timed") with { EventTime = time };

    private static EventTimeMetrics Time(double lag) => new()
    {
        Watermark = DateTimeOffset.UnixEpoch,
        Lag = TimeSpan.FromSeconds(lag),
        Spread = TimeSpan.Zero,
        Late = 0,
        Untimed = 0,
    };

    private static IEnumerable<string> Cells(string line) => line.Trim('│').Split('│').Select(cell => cell.Trim());

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
