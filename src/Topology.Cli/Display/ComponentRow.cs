using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>
/// One line of the table. A spout's acked, failed and latency are those of complete trees; a bolt's are of its own
/// inputs, and its latency is that of one execute.
/// </summary>
internal sealed record ComponentRow
{
    public required string Component { get; init; }

    public required ComponentKind Kind { get; init; }

    public int Executors { get; init; }

    public long Acked { get; init; }

    public long Failed { get; init; }

    /// <value>Not among the failed ones.</value>
    public long TimedOut { get; init; }

    /// <value>Tuples a second since the snapshot before.</value>
    public double EmittedRate { get; init; }

    /// <value>Tuples a second since the snapshot before.</value>
    public double ExecutedRate { get; init; }

    /// <value>Null: nothing measured yet.</value>
    public TimeSpan? P50 { get; init; }

    /// <value>Null: nothing measured yet.</value>
    public TimeSpan? P99 { get; init; }

    /// <value>0 to 1: the share of time spent in user code.</value>
    public double Capacity { get; init; }

    /// <value>0 to 1: the share of time kept waiting by receivers without room.</value>
    public double BackPressure { get; init; }

    /// <value>Null: it has none.</value>
    public EventTimeMetrics? EventTime { get; init; }

    /// <param name="previous">The snapshot before, for the rates; null: since the start.</param>
    /// <param name="current">The snapshot to show.</param>
    public static IReadOnlyList<ComponentRow> Of(TopologyMetrics? previous, TopologyMetrics current)
    {
        var seconds = (current.Uptime - (previous?.Uptime ?? TimeSpan.Zero)).TotalSeconds;
        return [.. current.Components.Select(now => Row(previous?.Components.FirstOrDefault(then => then.Component == now.Component), now, seconds))];
    }

    /// <summary>Tuples a second; 0 when no time has passed or when a counter began again.</summary>
    public static double Rate(long before, long now, double seconds) => seconds > 0 && now > before ? (now - before) / seconds : 0;

    private static ComponentRow Row(ComponentMetrics? then, ComponentMetrics now, double seconds)
    {
        var latency = now.Kind == ComponentKind.Spout ? now.CompleteLatency : now.ExecuteLatency;
        var measured = latency.Count > 0;
        return new ComponentRow
        {
            Component = now.Component,
            Kind = now.Kind,
            Executors = now.Executors,
            Acked = now.Acked,
            Failed = now.Failed,
            TimedOut = now.TimedOut,
            EmittedRate = Rate(then?.Emitted ?? 0, now.Emitted, seconds),
            ExecutedRate = Rate(then?.Executed ?? 0, now.Executed, seconds),
            P50 = measured ? latency.P50 : null,
            P99 = measured ? latency.P99 : null,
            Capacity = now.Capacity,
            BackPressure = now.BackPressure,
            EventTime = now.EventTime,
        };
    }
}
