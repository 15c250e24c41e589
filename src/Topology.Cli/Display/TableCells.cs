using System.Globalization;

namespace Topology.Cli.Display;

/// <summary>The table's headings and the text of its cells.</summary>
internal static class TableCells
{
    public static IReadOnlyList<string> Headings { get; } =
        ["component", "executors", "emitted/s", "executed/s", "acked", "failed", "p50", "p99", "capacity", "back-pressure"];

    public static IReadOnlyList<string> Of(ComponentRow row) =>
    [
        row.Component,
        row.Executors.ToString(CultureInfo.InvariantCulture),
        Number(row.EmittedRate),
        row.Kind == ComponentKind.Spout ? "" : Number(row.ExecutedRate),
        Number(row.Acked),
        Number(row.Failed),
        row.P50 is { } p50 ? LatencyText.Of(p50) : "",
        row.P99 is { } p99 ? LatencyText.Of(p99) : "",
        Percent(row.Capacity),
        Percent(row.BackPressure),
    ];

    private static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";
}
