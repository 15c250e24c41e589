using System.Globalization;

namespace Topology.Cli.Display;

/// <summary>One line of progress for a log.</summary>
internal static class SummaryLine
{
    /// <param name="uptime">How long the topology has run.</param>
    /// <param name="status">Of the topology.</param>
    /// <param name="totals">Of all spouts' tracked tuples.</param>
    /// <param name="rows">For the rates.</param>
    public static string Of(TimeSpan uptime, string status, TupleTotals totals, IReadOnlyList<ComponentRow> rows)
    {
        var emitted = rows.Where(row => row.Kind == ComponentKind.Spout).Sum(row => row.EmittedRate);
        var executed = rows.Where(row => row.Kind == ComponentKind.Bolt).Sum(row => row.ExecutedRate);
        var pressure = rows.Count == 0 ? 0 : rows.Max(row => row.BackPressure);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{uptime.TotalSeconds:0} s  {status}: spouts {emitted:0} tuples/s, bolts {executed:0} tuples/s; {totals}; back-pressure at most {pressure * 100:0} %");
    }
}
