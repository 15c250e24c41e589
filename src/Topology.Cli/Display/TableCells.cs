using System.Globalization;
using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>The table's headings and the text of its cells, at full length or for a narrow terminal.</summary>
internal static class TableCells
{
    /// <summary>The terminal's width from which on the full length fits, with components' ids of up to 20 characters.</summary>
    public const int FullWidth = 128;

    /// <summary>The same where there is event time.</summary>
    public const int TimedWidth = 142;

    private static readonly string[] Full =
        ["component", "executors", "emitted/s", "executed/s", "acked", "failed", "p50", "p99", "capacity", "back-pressure"];

    // In two lines, so that ten columns go into 80 characters.
    private static readonly string[] Narrow =
        ["component", "execu-\ntors", "emitted\n/s", "executed\n/s", "acked", "failed", "p50", "p99", "capa-\ncity", "back-\npressure"];

    /// <param name="isNarrow">Whether they are for a narrow terminal.</param>
    /// <param name="isTimed">Whether there is a column for how far watermarks are behind, last.</param>
    public static IReadOnlyList<string> Headings(bool isNarrow, bool isTimed) => isNarrow ? Narrow : isTimed ? [.. Full, "watermark"] : Full;

    /// <param name="row">The component.</param>
    /// <param name="isNarrow">As for the headings.</param>
    /// <param name="isTimed">Likewise.</param>
    public static IReadOnlyList<string> Of(ComponentRow row, bool isNarrow, bool isTimed) =>
        isTimed && !isNarrow ? [.. Of(row, isNarrow), Watermark(row.EventTime)] : Of(row, isNarrow);

    private static string Watermark(EventTimeMetrics? time) => time switch
    {
        null => "",
        { Watermark: null } => "none yet",
        { Lag: { } lag } => (lag < TimeSpan.Zero ? "+" : "-") + LatencyText.Of(lag.Duration()),
        _ => "end",
    };

    private static IReadOnlyList<string> Of(ComponentRow row, bool isNarrow)
    {
        Func<double, string> count = isNarrow ? Short : Exact;
        return
        [
            row.Component,
            row.Executors.ToString(CultureInfo.InvariantCulture),
            count(row.EmittedRate),
            row.Kind == ComponentKind.Spout ? "" : count(row.ExecutedRate),
            count(row.Acked),
            row.TimedOut == 0 ? count(row.Failed) : $"{count(row.Failed)}\n{count(row.TimedOut)}{(isNarrow ? '\n' : ' ')}late",
            row.P50 is { } p50 ? LatencyText.Of(p50) : "",
            row.P99 is { } p99 ? LatencyText.Of(p99) : "",
            Percent(row.Capacity),
            Percent(row.BackPressure),
        ];
    }

    private static string Exact(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    // Six characters at most: 12345, 123k, 1.23M, 12.3G.
    private static string Short(double value) => value switch
    {
        < 99_999.5 => value.ToString("0", CultureInfo.InvariantCulture),
        < 999_500 => Digits(value / 1e3) + "k",
        < 999_500_000 => Digits(value / 1e6) + "M",
        _ => Digits(value / 1e9) + "G",
    };

    private static string Digits(double value) => value.ToString(
        value switch { < 9.995 => "0.00", < 99.95 => "0.0", _ => "0" }, CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";
}
