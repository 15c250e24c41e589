using System.Text;
using Topology.LoadTest.Engine;

namespace Topology.LoadTest.Reports;

/// <summary>The report as Markdown.</summary>
internal static class MarkdownReport
{
    public static string Write(LoadReport report)
    {
        var text = new StringBuilder(Summary(report));
        Table(text, ["second", "planned", "ok", "failed", "slowest ms"], report.Result.Seconds.Select(Row));
        return text.ToString();
    }

    /// <summary>All but the seconds, for the console.</summary>
    public static string Summary(LoadReport report)
    {
        var text = new StringBuilder();
        text.Append(LoadReport.Text($"# Load test: {report.Result.Scenario}\n\n{report.Verdict}\n\n"));
        Table(text, ["threshold", "limit", "found", ""], report.Checks.Select(check => new[] { check.Name, check.Limit, check.Actual, check.IsMet ? "met" : "**missed**" }));
        Table(text, ["", ""], report.Facts().Select(fact => new[] { fact.Name, fact.Value }));
        text.Append("Latency from the intended start to the ack, of the acked requests:\n\n");
        Table(text, ["percentile", "ms"], report.Result.Latency.Rows().Select(row => new[] { row.Name, LoadReport.Milliseconds(row.Milliseconds) }));
        if (report.Result.Failures.Count > 0)
            Table(text, ["failed because", "requests"], report.Result.Failures.Select(failure => new[] { failure.Reason, LoadReport.Text($"{failure.Count:N0}") }));
        if (report.Result.Actions.Count > 0)
            Table(text, ["at", "action", "outcome"], report.Result.Actions.Select(Row));
        return text.ToString();
    }

    private static string[] Row(ActionOutcome action) => [LoadReport.Text($"{action.At.TotalSeconds:N1} s"), action.Name, action.Outcome];

    private static string[] Row(LoadSecond second) =>
    [
        LoadReport.Text($"{second.Second}"), LoadReport.Text($"{second.Planned:N0}"), LoadReport.Text($"{second.Ok:N0}"), LoadReport.Text($"{second.Failed:N0}"),
        LoadReport.Milliseconds(second.SlowestMilliseconds),
    ];

    private static void Table(StringBuilder text, string[] heads, IEnumerable<string[]> rows)
    {
        Row(text, heads);
        Row(text, [.. heads.Select(_ => "---")]);
        foreach (var row in rows)
            Row(text, [.. row.Select(Cell)]);
        text.Append('\n');
    }

    private static void Row(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
}
