using Topology.Runtime.Execution;
using Topology.Runtime.Observability;

namespace Topology.Clustering.Observability;

/// <summary>Adds up what the executors of a topology count. Thread-safe.</summary>
/// <param name="engine">Runs the executors.</param>
/// <param name="time">The cluster's.</param>
/// <param name="earlier">What engines before it have counted for the same topology; goes on being part of every figure.</param>
internal sealed class MetricsReader(TopologyEngine engine, TimeProvider time, EarlierFigures earlier)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, ShareOfTime> _busy = [];
    private readonly Dictionary<int, ShareOfTime> _blocked = [];
    private readonly long _start = time.GetTimestamp();

    public TopologyMetrics Read(TimeSpan uptime)
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(_start).Ticks;
            return new TopologyMetrics(uptime, [.. ByComponent().Select(group => Figures([.. group], now))]);
        }
    }

    public IReadOnlyList<ComponentError> Errors()
    {
        var errors = engine.Errors.ToList().Select(error => new ComponentError(error.Time, error.Component, error.Task, error.Message, error.Detail));
        return
        [
            .. earlier.Errors.Concat(errors)
                .GroupBy(error => error.Component)
                .SelectMany(component => component.TakeLast(ErrorLog.Kept))
                .OrderBy(error => error.Time),
        ];
    }

    /// <summary>All there is to keep of an engine whose executors have stopped, of those before it too. What was in flight has failed.</summary>
    public EarlierFigures Close()
    {
        var totals = ByComponent().ToDictionary(group => group.Key, group => Total(group), StringComparer.Ordinal);
        foreach (var total in totals.Values)
            total.FailPending();
        return new EarlierFigures(totals, Errors());
    }

    private IEnumerable<IGrouping<string, ComponentExecutor>> ByComponent() => engine.Executors.GroupBy(executor => executor.Plan.Component.Id);

    private ComponentTotals Total(IGrouping<string, ComponentExecutor> executors) => Total(executors.Key, executors);

    private ComponentTotals Total(string component, IEnumerable<ComponentExecutor> executors)
    {
        var total = new ComponentTotals();
        if (earlier.Totals.TryGetValue(component, out var before))
            total.Add(before);
        foreach (var executor in executors)
            total.Add(executor.Counters);
        total.AddErrors(engine.Errors.CountOf(component));
        return total;
    }

    private ComponentMetrics Figures(ComponentExecutor[] executors, long now)
    {
        var component = executors[0].Plan.Component;
        var total = Total(component.Id, executors);
        return new ComponentMetrics
        {
            Component = component.Id,
            Kind = component.Kind,
            Executors = executors.Length,
            Tasks = executors.Sum(executor => executor.Plan.Tasks.Count),
            Emitted = total.Emitted,
            Transferred = total.Transferred,
            Executed = total.Executed,
            Acked = total.Acked,
            Failed = total.Failed,
            TimedOut = total.TimedOut,
            Tracked = total.Tracked,
            Pending = executors.OfType<SpoutExecutor>().Sum(spout => spout.Pending + spout.AwaitingCheckpoint),
            Queued = executors.OfType<BoltExecutor>().Sum(bolt => bolt.Queued),
            ExecuteLatency = total.ExecuteLatency,
            ProcessLatency = total.ProcessLatency,
            CompleteLatency = total.CompleteLatency,
            Capacity = executors.Max(executor => Share(_busy, executor.Plan.Id, now, executor.BusyTicks)),
            BackPressure = executors.Max(executor => Share(_blocked, executor.Plan.Id, now, executor.BlockedTicks)),
            Restarts = total.Restarts,
            Errors = total.Errors,
            EventTime = engine.Plan.TimedComponents.HasEventTime(component.Id) ? EventTimeFigures.Of(executors, total, time.GetUtcNow()) : null,
        };
    }

    private static double Share(Dictionary<int, ShareOfTime> shares, int executor, long now, long total)
    {
        if (!shares.TryGetValue(executor, out var share))
            shares.Add(executor, share = new ShareOfTime());
        return share.Update(now, total);
    }
}
