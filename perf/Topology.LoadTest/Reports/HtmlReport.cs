using System.Net;
using System.Text;
using Topology.LoadTest.Engine;

namespace Topology.LoadTest.Reports;

/// <summary>The report as one HTML page without anything to fetch.</summary>
internal static class HtmlReport
{
    private const double NoSlowerThanAny = 100; // percentile; it has no place on a logarithmic axis

    private const double ShortestSecond = 0.1;

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1c1e21; --dim: #667; --line: #d5d8dd; --back: #fff; --a: #1763c6; --b: #c2410c; --c: #8a8f98; --good: #15803d; --bad: #b91c1c }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6e7e9; --dim: #9aa0a8; --line: #3a3e45; --back: #17191c; --a: #6aa9ff; --b: #ff9a5c; --c: #7d838c; --good: #4ade80; --bad: #f87171 } }
        body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--back); max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
        h1 { font-size: 1.5rem; margin-bottom: .2rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
        table { border-collapse: collapse; margin: .8rem 0 } th, td { text-align: left; padding: .25rem 1.2rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
        th { font-weight: 600; color: var(--dim) } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums } .met { color: var(--good) } .missed { color: var(--bad); font-weight: 600 }
        svg { width: 100%; height: auto; font: 12px system-ui, sans-serif } svg text { fill: var(--dim) } .grid { stroke: var(--line); stroke-width: 1 } .mark { stroke: var(--bad); stroke-dasharray: 4 3 }
        .a, .b, .c { fill: none; stroke-width: 2; stroke-linejoin: round } .a { stroke: var(--a) } .b { stroke: var(--b) } .c { stroke: var(--c); stroke-dasharray: 5 4 }
        details { margin-top: 1.5rem } summary { cursor: pointer; color: var(--dim) }
        """;

    public static string Write(LoadReport report)
    {
        var result = report.Result;
        var text = new StringBuilder();
        text.Append($"<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Load test: {Safe(result.Scenario)}</title>\n<style>\n{Style}\n</style>\n");
        text.Append($"<h1>Load test: {Safe(result.Scenario)}</h1>\n<p class=\"{(report.Missed == 0 ? "met" : "missed")}\">{Safe(report.Verdict)}</p>\n");
        Table(text, ["threshold", "limit", "found", ""], report.Checks.Select(check => new[] { check.Name, check.Limit, check.Actual, check.IsMet ? "met" : "missed" }), 0);
        Table(text, [], report.Facts().Select(fact => new[] { fact.Name, fact.Value }), 0);
        text.Append("<h2>Latency by percentile</h2>\n<p>From the intended start of a request to its ack, of the acked requests.</p>\n").Append(PercentileChart(result));
        Table(text, ["percentile", "ms"], result.Latency.Rows().Select(row => new[] { row.Name, LoadReport.Milliseconds(row.Milliseconds) }), 1);
        text.Append("<h2>Rate over time</h2>\n").Append(RateChart(result));
        text.Append("<h2>Slowest request over time</h2>\n").Append(SlowestChart(result));
        if (result.Failures.Count > 0)
            Section(text, "Failures", ["failed because", "requests"], result.Failures.Select(failure => new[] { failure.Reason, LoadReport.Text($"{failure.Count:N0}") }), 1);
        if (result.Actions.Count > 0)
            Section(text, "Actions", ["at", "action", "outcome"], result.Actions.Select(action => new[] { LoadReport.Text($"{action.At.TotalSeconds:N1} s"), action.Name, action.Outcome }), 0);
        text.Append("<details><summary>Every second</summary>\n");
        Table(text, ["second", "planned", "ok", "failed", "slowest ms"], result.Seconds.Select(Row), 5);
        return text.Append("</details>\n</html>\n").ToString();
    }

    private static string PercentileChart(LoadResult result)
    {
        var points = result.Curve.Where(point => point.Percentile < NoSlowerThanAny).Select(point => (Nines(point.Percentile), point.Milliseconds)).ToArray();
        var ticks = new[] { 0, 90, 99, 99.9, 99.99, 99.999, 99.9999, 99.99999 };
        var most = points.Length > 0 ? points[^1].Item1 : 1;
        return new LineChart
        {
            Title = "Latency by percentile",
            YUnit = "ms",
            Series = [new ChartSeries("latency", "a", points)],
            XTicks = [.. ticks.Where(tick => Nines(tick) <= most).Select(tick => (Nines(tick), LoadReport.Text($"{tick:0.#####} %")))],
        }.ToSvg();
    }

    private static string RateChart(LoadResult result) => new LineChart
    {
        Title = "Requests a second",
        YUnit = "/s",
        Series =
        [
            Series("planned", "c", result, second => second.Planned),
            Series("acked", "a", result, second => second.Ok),
            Series("failed", "b", result, second => second.Failed),
        ],
        XTicks = SecondTicks(result),
        Marks = [.. result.Actions.Select(action => (action.At.TotalSeconds, action.Name))],
    }.ToSvg();

    private static string SlowestChart(LoadResult result) => new LineChart
    {
        Title = "Slowest request that was acked in each second",
        YUnit = "ms",
        Series = [Series("slowest", "a", result, second => second.SlowestMilliseconds)],
        XTicks = SecondTicks(result),
        Marks = [.. result.Actions.Select(action => (action.At.TotalSeconds, action.Name))],
    }.ToSvg();

    // In the middle of its second. Last answers that take a few milliseconds beyond the plan are no rate of a second, and left out.
    private static ChartSeries Series(string name, string style, LoadResult result, Func<LoadSecond, double> value) =>
        new(name, style, [.. result.Seconds.Where(second => second.Planned > 0 || (result.Took.TotalSeconds - second.Second) > ShortestSecond).Select(second => (second.Second + 0.5, value(second)))]);

    private static (double, string)[] SecondTicks(LoadResult result) =>
        [.. LineChart.NiceSteps(Math.Max(1, result.Took.TotalSeconds), 10).Where(value => value <= result.Took.TotalSeconds).Select(value => (value, LoadReport.Text($"{value:0.##} s")))];

    // Each further nine of 0.9, 0.99, 0.999 … takes the same room.
    private static double Nines(double percentile) => -Math.Log10(1 - percentile / 100);

    private static string[] Row(LoadSecond second) =>
    [
        LoadReport.Text($"{second.Second}"), LoadReport.Text($"{second.Planned:N0}"), LoadReport.Text($"{second.Ok:N0}"), LoadReport.Text($"{second.Failed:N0}"),
        LoadReport.Milliseconds(second.SlowestMilliseconds),
    ];

    private static void Section(StringBuilder text, string title, string[] heads, IEnumerable<string[]> rows, int numbers)
    {
        text.Append($"<h2>{Safe(title)}</h2>\n");
        Table(text, heads, rows, numbers);
    }

    /// <param name="text">To append to.</param>
    /// <param name="heads">None: no head.</param>
    /// <param name="rows">The cells.</param>
    /// <param name="numbers">How many columns, from the right, hold numbers.</param>
    private static void Table(StringBuilder text, string[] heads, IEnumerable<string[]> rows, int numbers)
    {
        text.Append("<table>\n");
        if (heads.Length > 0)
            Row(text, "th", heads, numbers);
        foreach (var row in rows)
            Row(text, "td", row, numbers);
        text.Append("</table>\n");
    }

    private static void Row(StringBuilder text, string tag, string[] cells, int numbers)
    {
        text.Append("<tr>");
        for (var i = 0; i < cells.Length; i++)
        {
            var kind = cells[i] is "met" or "missed" ? cells[i] : i >= cells.Length - numbers ? "n" : "";
            text.Append($"<{tag}{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}>{Safe(cells[i])}</{tag}>");
        }
        text.Append("</tr>\n");
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
