namespace Topology;

/// <summary>Finds every mistake in a graph. Pure: makes no instances and changes nothing.</summary>
internal sealed class TopologyValidator
{
    private readonly IReadOnlyList<ComponentSpec> _components;
    private readonly Dictionary<string, ComponentSpec> _byId;
    private readonly IReadOnlySet<string> _undeclared;
    private readonly List<string> _mistakes = [];

    private TopologyValidator(IReadOnlyList<ComponentSpec> components, IReadOnlySet<string> undeclared)
    {
        _components = components;
        _byId = components.ToDictionary(component => component.Id, StringComparer.Ordinal);
        _undeclared = undeclared;
    }

    /// <summary>The mistakes in order of component.</summary>
    /// <param name="components">With unique ids.</param>
    /// <param name="undeclared">Components whose streams are not known; nothing is said about subscriptions to those.</param>
    public static IReadOnlyList<string> Validate(IReadOnlyList<ComponentSpec> components, IReadOnlySet<string> undeclared)
    {
        var validator = new TopologyValidator(components, undeclared);
        validator.Run();
        return validator._mistakes;
    }

    private void Run()
    {
        if (!_components.Any(component => component.Kind == ComponentKind.Spout))
            _mistakes.Add("The topology has no spout, so it would never get a tuple.");
        foreach (var component in _components)
        {
            CheckIds(component);
            CheckSettings(component);
            _mistakes.AddRange(WindowValidator.Validate(component, _byId, _undeclared.Contains(component.Id)));
            CheckEventTime(component);
            foreach (var group in component.Subscriptions.GroupBy(item => (item.Component, item.Stream)))
                CheckSubscription(component, group.Key.Component, group.Key.Stream, [.. group]);
        }
        _mistakes.AddRange(CycleFinder.Find(_byId).Select(path =>
            $"The components form a cycle: {string.Join(" -> ", path)}."));
    }

    private void CheckIds(ComponentSpec component)
    {
        if (StreamIds.IsReserved(component.Id))
            _mistakes.Add($"\"{component.Id}\" is not a valid component id: ids starting with \"__\" are reserved.");
        foreach (var stream in component.Streams.Keys.Where(StreamIds.IsReserved))
            _mistakes.Add($"\"{stream}\" of component \"{component.Id}\" is not a valid stream id: ids starting with \"__\" are reserved.");
    }

    private void CheckSettings(ComponentSpec component)
    {
        if (component.Kind == ComponentKind.Spout && component.TickInterval is not null)
            _mistakes.Add($"Spout \"{component.Id}\" has a tick interval, but only bolts receive ticks.");
        if (component.Kind == ComponentKind.Bolt && component.MaxSpoutPending is not null)
            _mistakes.Add($"Bolt \"{component.Id}\" has a limit of pending tuples, but only spouts have pending tuples.");
        if (component.Kind == ComponentKind.Bolt && component is { Subscriptions.Count: 0, TickInterval: null })
            _mistakes.Add($"Bolt \"{component.Id}\" subscribes to nothing and has no tick interval, so it would never get a tuple.");
    }

    private void CheckEventTime(ComponentSpec component)
    {
        if (component.EventTime is not { } eventTime || _undeclared.Contains(component.Id))
            return;
        if (component.Streams.Count == 0)
            _mistakes.Add($"Component \"{component.Id}\" declares an event time, but no stream whose tuples could have it.");
        else if (eventTime.Field is { } field && !component.Streams.Values.Any(stream => stream.Fields.Contains(field)))
            _mistakes.Add($"Component \"{component.Id}\" has its event time in field \"{field}\", which none of its streams has{NearestName.Hint(field, component.Streams.Values.SelectMany(stream => stream.Fields).Distinct())}.");
    }

    private void CheckSubscription(ComponentSpec bolt, string source, string stream, SubscriptionSpec[] subscriptions)
    {
        if (subscriptions.Length > 1)
            _mistakes.Add($"Bolt \"{bolt.Id}\" subscribes {subscriptions.Length} times to stream \"{stream}\" of component \"{source}\" ({string.Join(", ", subscriptions.Select(item => item.Grouping.Kind))}); once is all it can.");
        if (!_byId.TryGetValue(source, out var component))
        {
            _mistakes.Add(source == StreamIds.SystemComponent
                ? $"Bolt \"{bolt.Id}\" subscribes to the runtime's own component \"{source}\"; ticks are asked for with SetTickInterval."
                : $"Bolt \"{bolt.Id}\" subscribes to component \"{source}\", which does not exist{NearestName.Hint(source, _byId.Keys)}.");
            return;
        }
        if (stream == StreamIds.System || _undeclared.Contains(source))
            return;
        if (!component.Streams.TryGetValue(stream, out var declared))
        {
            var hint = component.Streams.Count == 0 ? "; it declares no stream" : NearestName.Hint(stream, component.Streams.Keys);
            _mistakes.Add($"Bolt \"{bolt.Id}\" subscribes to stream \"{stream}\" of component \"{source}\", which does not exist{hint}.");
            return;
        }
        foreach (var subscription in subscriptions)
            CheckGrouping(bolt, source, declared, subscription.Grouping);
    }

    private void CheckGrouping(ComponentSpec bolt, string source, StreamSpec stream, GroupingSpec grouping)
    {
        var where = $"stream \"{stream.Id}\" of component \"{source}\"";
        if (grouping.Kind == GroupingKind.Direct && !stream.IsDirect)
            _mistakes.Add($"Bolt \"{bolt.Id}\" has a direct grouping on {where}, which is not declared as a direct stream.");
        if (grouping.Kind != GroupingKind.Direct && stream.IsDirect)
            _mistakes.Add($"Bolt \"{bolt.Id}\" has the grouping {grouping.Kind} on {where}, which is a direct stream; only a direct grouping can read it.");
        if (grouping.Fields is not { } fields)
            return;
        if (fields.Count == 0)
            _mistakes.Add($"Bolt \"{bolt.Id}\" has the grouping {grouping.Kind} on {where} without any field.");
        foreach (var field in fields)
        {
            if (!stream.Fields.TryIndexOf(field, out _))
                _mistakes.Add($"Bolt \"{bolt.Id}\" groups {where} by field \"{field}\", which does not exist{NearestName.Hint(field, stream.Fields)}.");
        }
    }
}
