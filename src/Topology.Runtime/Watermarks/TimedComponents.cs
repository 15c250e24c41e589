namespace Topology.Runtime.Watermarks;

/// <summary>Which components of a graph have to do with event time. Pure and immutable.</summary>
public sealed class TimedComponents
{
    private readonly HashSet<string> _timed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _signalling = new(StringComparer.Ordinal);

    public TimedComponents(TopologySpec spec)
    {
        var components = spec.Components;
        Spread(_timed, components.Where(component => component.EventTime is not null), Receivers);
        Spread(_signalling, components.Where(component => component.IsTimed), component => component.Subscriptions.Select(item => spec[item.Component]));
        _signalling.UnionWith(_timed);

        IEnumerable<ComponentSpec> Receivers(ComponentSpec source) =>
            components.Where(component => component.Subscriptions.Any(item => item.Component == source.Id));
    }

    /// <summary>Whether tuples of a component may have event time: it is declared there, or upstream.</summary>
    public bool HasEventTime(string component) => _timed.Contains(component);

    /// <summary>Whether a component sends watermarks: its tuples have event time, or somebody downstream wants to know when its input ends.</summary>
    public bool SendsWatermarks(string component) => _signalling.Contains(component);

    private static void Spread(HashSet<string> reached, IEnumerable<ComponentSpec> from, Func<ComponentSpec, IEnumerable<ComponentSpec>> next)
    {
        var open = new Stack<ComponentSpec>(from);
        while (open.TryPop(out var component))
        {
            if (!reached.Add(component.Id))
                continue;
            foreach (var neighbour in next(component))
                open.Push(neighbour);
        }
    }
}
