namespace Topology.Clustering.Scheduling;

/// <summary>A topology's graph, as far as it tells which executors should be together. Pure.</summary>
internal sealed class NeighbourOrder
{
    private readonly Dictionary<string, HashSet<string>> _neighbours = new(StringComparer.Ordinal);

    public NeighbourOrder(SchedulableTopology topology)
    {
        string[] components = [.. topology.Executors.Select(executor => executor.Component).Distinct(StringComparer.Ordinal)];
        foreach (var component in components)
            _neighbours[component] = new HashSet<string>(StringComparer.Ordinal);
        (string From, string To)[] edges = [.. topology.Edges.Where(edge => _neighbours.ContainsKey(edge.From) && _neighbours.ContainsKey(edge.To))];
        foreach (var (from, to) in edges)
        {
            _neighbours[from].Add(to);
            _neighbours[to].Add(from);
        }
        Executors = Interleave(topology.Executors, BreadthFirst(components, edges));
    }

    /// <summary>All executors: the first of each component in the order of the flow, then the second of each, and so on.</summary>
    public IReadOnlyList<SchedulableExecutor> Executors { get; }

    /// <summary>Whether tuples go from one component to the other.</summary>
    public bool AreNeighbours(string left, string right) => _neighbours[left].Contains(right);

    /// <summary>Sources first, then what subscribes to them, and so on.</summary>
    private static List<string> BreadthFirst(string[] components, (string From, string To)[] edges)
    {
        var targets = edges.ToLookup(edge => edge.From, edge => edge.To, StringComparer.Ordinal);
        var receivers = edges.Select(edge => edge.To).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var order = new List<string>();
        var queue = new Queue<string>(components.Where(component => !receivers.Contains(component) && seen.Add(component)));
        while (queue.TryDequeue(out var component))
        {
            order.Add(component);
            foreach (var target in targets[component].Order(StringComparer.Ordinal))
            {
                if (seen.Add(target))
                    queue.Enqueue(target);
            }
        }
        order.AddRange(components.Where(seen.Add)); // none, as the graph is acyclic
        return order;
    }

    private static List<SchedulableExecutor> Interleave(IReadOnlyList<SchedulableExecutor> executors, List<string> order)
    {
        var rank = order.Select((component, at) => (component, at)).ToDictionary(e => e.component, e => e.at, StringComparer.Ordinal);
        return
        [
            .. executors.GroupBy(executor => executor.Component)
                .SelectMany(group => group.Select((executor, round) => (executor, round)))
                .OrderBy(e => e.round).ThenBy(e => rank[e.executor.Component])
                .Select(e => e.executor),
        ];
    }
}
