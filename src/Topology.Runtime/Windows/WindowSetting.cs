namespace Topology.Runtime.Windows;

/// <summary>What the operator of one task has to know of its surroundings.</summary>
internal sealed record WindowSetting
{
    /// <summary>The windows.</summary>
    public required WindowSpec Window { get; init; }

    /// <summary>The component and task, for messages.</summary>
    public required string Where { get; init; }

    /// <summary>Whether windows go by the clock: they ask to, or nothing upstream gives an event time.</summary>
    public required bool IsByClock { get; init; }

    /// <summary>Whether inputs are acked with checkpoints.</summary>
    public required bool AcksByCheckpoint { get; init; }

    /// <summary>The clock, UTC ticks.</summary>
    public required Func<long> Now { get; init; }

    /// <summary>Whether an input was acked or failed.</summary>
    public required Func<StreamTuple, bool> IsDone { get; init; }

    /// <summary>Counts a tuple that is late.</summary>
    public required Action CountLate { get; init; }

    /// <summary>Whether the time of a tuple is that of its arrival: also where windows only count.</summary>
    public bool GoesByArrival => IsByClock || Window is { LengthCount: not null, SlideCount: not null };

    /// <summary>Whether the time of the clock matters for each tuple.</summary>
    public bool NeedsClock => GoesByArrival || Asks(Window.Trigger);

    /// <summary>Whether the end of a window is the time of its last tuple.</summary>
    public bool HasInclusiveEnd => !Window.IsByTime;

    /// <summary>Whether any component upstream of another one gives its tuples an event time. A bolt that has none passes on that of its inputs.</summary>
    public static bool HasEventTime(TopologySpec spec, string component)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([component]);
        while (waiting.TryPop(out var id))
        {
            if (!spec.TryGet(id, out var found) || !seen.Add(id))
                continue;
            if (id != component && found.EventTime is not null)
                return true;
            foreach (var subscription in found.Subscriptions)
                waiting.Push(subscription.Component);
        }
        return false;
    }

    private static bool Asks(Trigger? trigger) => trigger is ProcessingTimeTrigger || (trigger?.Parts.Any(Asks) ?? false);
}
