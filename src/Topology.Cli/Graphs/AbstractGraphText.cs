using System.Globalization;
using System.Text;

namespace Topology.Cli.Graphs;

/// <summary>The graph as its author declared it: components, streams, subscriptions.</summary>
internal static class AbstractGraphText
{
    public static string Of(string name, TopologySpec spec)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Topology {name}, as declared ({GroupingText.Counted(spec.Components.Count, "component")}):\n\n");
        foreach (var component in GraphOrder.Of(spec))
            Append(text, component);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ComponentSpec component)
    {
        var kind = component.Kind.ToString().ToLowerInvariant();
        text.Append(CultureInfo.InvariantCulture, $"  {component.Id}  {kind}, {GroupingText.Counted(component.Executors, "executor")}, {GroupingText.Counted(component.Tasks, "task")}\n");
        foreach (var subscription in component.Subscriptions)
            text.Append(CultureInfo.InvariantCulture, $"    <- {subscription.Component}  {GroupingText.Of(subscription)}\n");
        foreach (var stream in component.Streams.Values.OrderBy(stream => stream.Id, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"    -> {stream.Id} ({string.Join(", ", stream.Fields)}){(stream.IsDirect ? " direct" : "")}\n");
    }
}
