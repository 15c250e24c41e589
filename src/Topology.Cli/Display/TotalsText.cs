using System.Globalization;
using System.Text;
using Topology.Cli.Running;
using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>The block that ends every run.</summary>
internal static class TotalsText
{
    public static string Of(string name, RunEnd end, TopologyMetrics metrics)
    {
        var text = new StringBuilder();
        var totals = TupleTotals.Of(metrics);
        text.Append(CultureInfo.InvariantCulture, $"{name} {RunEndText.Of(end)} after {LatencyText.Of(metrics.Uptime)}\n");
        text.Append(end == RunEnd.CutShort ? totals.TrackedList() : totals.TrackedSum()).Append('\n'); // cut short, it still runs
        text.Append(totals.AllComponents()).Append('\n');
        var width = metrics.Components.Count == 0 ? 0 : metrics.Components.Max(component => component.Component.Length);
        foreach (var component in metrics.Components)
            text.Append(CultureInfo.InvariantCulture, $"  {component.Component.PadRight(width)}  {string.Join(", ", Counts(component))}\n");
        return text.ToString();
    }

    // What is 0 when all goes well is left out then.
    private static IEnumerable<string> Counts(ComponentMetrics component)
    {
        (string Name, long Count, bool IsShown)[] counts =
        [
            ("executed", component.Executed, component.Kind == ComponentKind.Bolt),
            ("emitted", component.Emitted, true),
            ("transferred", component.Transferred, true),
            ("acked", component.Acked, true),
            ("failed", component.Failed, true),
            ("timed out", component.TimedOut, component.TimedOut > 0),
            ("behind the watermark", component.EventTime?.Late ?? 0, component.EventTime?.Late > 0),
            ("without event time", component.EventTime?.Untimed ?? 0, component.EventTime?.Untimed > 0),
            ("restarts", component.Restarts, component.Restarts > 0),
            ("errors", component.Errors, component.Errors > 0),
        ];
        return counts.Where(count => count.IsShown).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Name} {count.Count}"));
    }
}
