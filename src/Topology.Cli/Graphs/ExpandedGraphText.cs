using System.Globalization;
using System.Text;

namespace Topology.Cli.Graphs;

/// <summary>The graph as it runs: the tasks of each component, and which tasks each of them may send to.</summary>
internal static class ExpandedGraphText
{
    public static string Of(string name, TopologySpec spec, IReadOnlyDictionary<string, TaskRange> tasks)
    {
        var total = tasks.Values.Sum(range => range.Count);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Topology {name}, expanded ({GroupingText.Counted(total, "task")}, ackers not counted):\n\n");
        foreach (var component in GraphOrder.Of(spec))
        {
            var range = tasks[component.Id];
            var executors = Math.Min(component.Executors, range.Count); // a setting may cut the tasks
            text.Append(CultureInfo.InvariantCulture, $"  {component.Id}[{range}]  {GroupingText.Counted(range.Count, "task")} on {GroupingText.Counted(executors, "executor")}\n");
            foreach (var (target, subscription) in Targets(spec, component.Id))
                text.Append(CultureInfo.InvariantCulture, $"    -> {target}[{Receivers(subscription, tasks[target])}]  {GroupingText.Of(subscription)}\n");
        }

        return text.ToString();
    }

    /// <summary>The tasks that can receive: a global grouping uses the lowest id only.</summary>
    public static TaskRange Receivers(SubscriptionSpec subscription, TaskRange tasks) =>
        subscription.Grouping.Kind == GroupingKind.Global ? tasks with { Count = 1 } : tasks;

    public static IEnumerable<(string Target, SubscriptionSpec Subscription)> Targets(TopologySpec spec, string source) =>
        from component in GraphOrder.Of(spec)
        from subscription in component.Subscriptions
        where subscription.Component == source
        select (component.Id, subscription);
}
