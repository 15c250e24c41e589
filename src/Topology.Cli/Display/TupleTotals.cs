using System.Globalization;
using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>What became of the tracked tuples of all spouts. Failed includes timed out.</summary>
internal sealed record TupleTotals(long Emitted, long Acked, long Failed, long TimedOut, long Pending)
{
    public static TupleTotals Of(TopologyMetrics metrics) =>
        new(metrics.Emitted, metrics.Acked, metrics.Failed, metrics.TimedOut, metrics.Pending);

    public bool AddsUp => Emitted == Acked + Failed + Pending;

    public override string ToString()
    {
        var difference = AddsUp ? "" : $" (does not add up: {Number(Emitted - Acked - Failed - Pending)} missing)";
        return $"emitted {Number(Emitted)} = acked {Number(Acked)} + failed {Number(Failed)} (timed out {Number(TimedOut)}) + pending {Number(Pending)}{difference}";
    }

    // Without separators, so that a script can read them.
    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
