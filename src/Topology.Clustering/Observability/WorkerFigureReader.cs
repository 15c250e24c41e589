using HdrHistogram;
using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Runtime.Execution;
using Topology.Runtime.Observability;

namespace Topology.Clustering.Observability;

/// <summary>What a worker tells of its executors: counts with each report, everything when asked. One thread.</summary>
internal sealed class WorkerFigureReader(TopologyEngine engine, TimeProvider time)
{
    private readonly Dictionary<int, ShareOfTime> _busy = [];
    private readonly Dictionary<int, ShareOfTime> _blocked = [];
    private readonly HashSet<LoggedError> _told = new(ReferenceEqualityComparer.Instance);
    private readonly long _start = time.GetTimestamp();

    /// <summary>Counts since the process started, of executors that have moved elsewhere too.</summary>
    public IReadOnlyList<ComponentCounts> Counts() => [.. ByComponent().Select(group => CountsOf(group.Key, [.. group]))];

    /// <summary>The same with latencies and shares of time.</summary>
    public IReadOnlyList<ComponentFigures> Figures()
    {
        var now = time.GetElapsedTime(_start).Ticks;
        return [.. ByComponent().Select(group => FiguresOf(group.Key, [.. group], now))];
    }

    /// <summary>Errors that were not told before, oldest first.</summary>
    public IReadOnlyList<ComponentError> NewErrors()
    {
        var kept = engine.Errors.ToList();
        LoggedError[] added = [.. kept.Where(error => !_told.Contains(error))];
        _told.Clear();
        _told.UnionWith(kept);
        return [.. added.Select(error => new ComponentError(error.Time, error.Component, error.Task, error.Message, error.Detail))];
    }

    private IEnumerable<IGrouping<string, ComponentExecutor>> ByComponent() =>
        engine.Executors.Concat(engine.Former).GroupBy(executor => executor.Plan.Component.Id, StringComparer.Ordinal);

    private static ComponentTotals TotalOf(ComponentExecutor[] executors)
    {
        var total = new ComponentTotals();
        foreach (var executor in executors)
            total.Add(executor.Counters);
        return total;
    }

    private ComponentCounts CountsOf(string component, ComponentExecutor[] executors)
    {
        var total = TotalOf(executors);
        var present = executors.Intersect(engine.Executors).ToArray();
        var lost = executors.Except(present).OfType<SpoutExecutor>().Sum(spout => spout.Pending); // nobody will answer for these trees any more
        return new ComponentCounts(
            component, present.Length, present.Sum(executor => executor.Plan.Tasks.Count), total.Emitted, total.Transferred, total.Executed, total.Acked,
            total.Failed + lost, total.TimedOut, total.Tracked, present.OfType<SpoutExecutor>().Sum(spout => spout.Pending),
            present.OfType<BoltExecutor>().Sum(bolt => bolt.Queued), total.Restarts, engine.Errors.CountOf(component));
    }

    private ComponentFigures FiguresOf(string component, ComponentExecutor[] executors, long now)
    {
        var total = new LatencyTotals();
        foreach (var executor in executors)
            total.Add(executor.Counters);
        var present = executors.Intersect(engine.Executors).ToArray();
        return new ComponentFigures(
            CountsOf(component, executors),
            present.Select(executor => Share(_busy, executor.Plan.Id, now, executor.BusyTicks)).DefaultIfEmpty().Max(),
            present.Select(executor => Share(_blocked, executor.Plan.Id, now, executor.BlockedTicks)).DefaultIfEmpty().Max(),
            Encode(total.Execute), Encode(total.Process), Encode(total.Complete),
            engine.Plan.TimedComponents.HasEventTime(component) ? EventTimeFigures.Of(present, TotalOf(executors), time.GetUtcNow()) : null);
    }

    private static byte[] Encode(LongHistogram histogram) => histogram.TotalCount == 0 ? [] : MetricsAggregator.Encode(histogram);

    private static double Share(Dictionary<int, ShareOfTime> shares, int executor, long now, long total)
    {
        if (!shares.TryGetValue(executor, out var share))
            shares.Add(executor, share = new ShareOfTime());
        return share.Update(now, total);
    }

    private sealed class LatencyTotals
    {
        public readonly LongHistogram Execute = LatencyRecorder.CreateSum();
        public readonly LongHistogram Process = LatencyRecorder.CreateSum();
        public readonly LongHistogram Complete = LatencyRecorder.CreateSum();

        public void Add(ExecutorCounters counters)
        {
            counters.AddExecuteLatencyTo(Execute);
            counters.AddProcessLatencyTo(Process);
            counters.AddCompleteLatencyTo(Complete);
        }
    }
}
