using System.Globalization;
using System.Text;

namespace Topology.Cli.Graphs;

/// <summary>The graph in Mermaid's language, for a README or a wiki. Nodes are numbered, since an id may hold any character.</summary>
internal static class MermaidText
{
    // More arrows than this between two components cannot be told apart; one arrow then stands for all of them.
    private const int MostArrows = 100;

    public static string Abstract(TopologySpec spec)
    {
        var text = new StringBuilder("flowchart LR\n");
        var nodes = Nodes(spec);
        foreach (var component in GraphOrder.Of(spec))
        {
            var label = $"\"{Escaped(component.Id)}<br/>{GroupingText.Counted(component.Tasks, "task")}\"";
            var shape = component.Kind == ComponentKind.Spout ? $"([{label}])" : $"[{label}]";
            text.Append(CultureInfo.InvariantCulture, $"  {nodes[component.Id]}{shape}\n");
        }

        foreach (var (source, target, subscription) in Edges(spec))
            text.Append(CultureInfo.InvariantCulture, $"  {nodes[source]} -->|\"{Escaped(GroupingText.Of(subscription))}\"| {nodes[target]}\n");
        return text.ToString();
    }

    public static string Expanded(TopologySpec spec, IReadOnlyDictionary<string, TaskRange> tasks)
    {
        var text = new StringBuilder("flowchart LR\n");
        var nodes = Nodes(spec);
        foreach (var component in GraphOrder.Of(spec))
        {
            text.Append(CultureInfo.InvariantCulture, $"  subgraph {nodes[component.Id]}[\"{Escaped(component.Id)}\"]\n");
            foreach (var task in tasks[component.Id].Ids)
                text.Append(CultureInfo.InvariantCulture, $"    t{task}[\"{task}\"]\n");
            text.Append("  end\n");
        }

        foreach (var (source, target, subscription) in Edges(spec))
        {
            var receivers = ExpandedGraphText.Receivers(subscription, tasks[target]);
            if (tasks[source].Count * receivers.Count > MostArrows)
                text.Append(CultureInfo.InvariantCulture, $"  {nodes[source]} ==> {nodes[target]}\n");
            else
                AppendArrows(text, tasks[source], receivers);
        }

        return text.ToString();
    }

    private static void AppendArrows(StringBuilder text, TaskRange sources, TaskRange receivers)
    {
        foreach (var source in sources.Ids)
        {
            foreach (var receiver in receivers.Ids)
                text.Append(CultureInfo.InvariantCulture, $"  t{source} --> t{receiver}\n");
        }
    }

    private static IEnumerable<(string Source, string Target, SubscriptionSpec Subscription)> Edges(TopologySpec spec) =>
        from source in GraphOrder.Of(spec)
        from edge in ExpandedGraphText.Targets(spec, source.Id)
        select (source.Id, edge.Target, edge.Subscription);

    private static Dictionary<string, string> Nodes(TopologySpec spec) =>
        GraphOrder.Of(spec).Select((component, index) => (component.Id, Node: $"c{index + 1}")).ToDictionary(pair => pair.Id, pair => pair.Node);

    private static string Escaped(string label) =>
        label.Replace("#", "#35;", StringComparison.Ordinal).Replace("\"", "#quot;", StringComparison.Ordinal)
            .Replace("<", "#lt;", StringComparison.Ordinal).Replace(">", "#gt;", StringComparison.Ordinal);
}
