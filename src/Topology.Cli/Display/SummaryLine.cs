using System.Globalization;
using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>One line of progress for a log.</summary>
internal static class SummaryLine
{
    /// <param name="metrics">Of the topology.</param>
    /// <param name="status">Of the topology.</param>
    /// <param name="rows">For the rates.</param>
    public static string Of(TopologyMetrics metrics, string status, IReadOnlyList<ComponentRow> rows)
    {
        var emitted = rows.Where(row => row.Kind == ComponentKind.Spout).Sum(row => row.EmittedRate);
        var executed = rows.Where(row => row.Kind == ComponentKind.Bolt).Sum(row => row.ExecutedRate);
        var pressure = rows.Count == 0 ? 0 : rows.Max(row => row.BackPressure);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{metrics.Uptime.TotalSeconds:0} s  {status}: spouts {emitted:0} tuples/s, bolts {executed:0} tuples/s; {TupleTotals.Of(metrics).TrackedList()}; back-pressure at most {pressure * 100:0} %");
    }
}
