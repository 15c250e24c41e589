namespace Topology;

/// <summary>Finds the cycles of a graph by depth-first search along the flow of tuples.</summary>
internal static class CycleFinder
{
    /// <summary>One path for each edge that closes a cycle, first and last component equal; none when the graph is acyclic.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Find(IReadOnlyDictionary<string, ComponentSpec> components)
    {
        var targets = TargetsOf(components);
        var cycles = new List<IReadOnlyList<string>>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in targets.Keys)
        {
            if (!done.Contains(start))
                Search(start, targets, done, cycles);
        }
        return cycles;
    }

    private static SortedDictionary<string, SortedSet<string>> TargetsOf(IReadOnlyDictionary<string, ComponentSpec> components)
    {
        var targets = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var id in components.Keys)
            targets[id] = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var component in components.Values)
        {
            foreach (var subscription in component.Subscriptions)
            {
                if (subscription.Stream != StreamIds.System && targets.TryGetValue(subscription.Component, out var set))
                    set.Add(component.Id);
            }
        }
        return targets;
    }

    private static void Search(
        string start,
        SortedDictionary<string, SortedSet<string>> targets,
        HashSet<string> done,
        List<IReadOnlyList<string>> cycles)
    {
        var path = new List<string> { start };
        var open = new Stack<IEnumerator<string>>();
        open.Push(targets[start].GetEnumerator());
        while (open.Count > 0)
        {
            if (!open.Peek().MoveNext())
            {
                open.Pop();
                done.Add(path[^1]);
                path.RemoveAt(path.Count - 1);
                continue;
            }
            var next = open.Peek().Current;
            var seen = path.IndexOf(next);
            if (seen >= 0)
                cycles.Add([.. path.Skip(seen), next]);
            else if (!done.Contains(next))
            {
                path.Add(next);
                open.Push(targets[next].GetEnumerator());
            }
        }
    }
}
