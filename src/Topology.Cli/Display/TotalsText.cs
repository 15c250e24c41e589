using System.Globalization;
using System.Text;

namespace Topology.Cli.Display;

/// <summary>The block that ends every run.</summary>
internal static class TotalsText
{
    /// <param name="name">The topology's name.</param>
    /// <param name="outcome">One word or two: completed, stopped, failed.</param>
    /// <param name="uptime">How long it ran.</param>
    /// <param name="totals">Of all spouts.</param>
    /// <param name="components">In the order of data flow.</param>
    public static string Of(string name, string outcome, TimeSpan uptime, TupleTotals totals, IReadOnlyList<ComponentRow> components)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{name} {outcome} after {LatencyText.Of(uptime)}\n");
        text.Append(CultureInfo.InvariantCulture, $"{totals}\n");
        var width = components.Count == 0 ? 0 : components.Max(row => row.Component.Length);
        foreach (var row in components)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {row.Component.PadRight(width)}  emitted {row.Emitted}, executed {row.Executed}, acked {row.Acked}, failed {row.Failed}");
            text.Append(row.Errors > 0 ? string.Create(CultureInfo.InvariantCulture, $", errors {row.Errors}\n") : "\n");
        }

        return text.ToString();
    }
}
