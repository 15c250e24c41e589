using HdrHistogram;
using Topology.Runtime.Execution;
using Topology.Runtime.Observability;

namespace Topology.Clustering.Observability;

/// <summary>Adds up what the executors of a topology count. Thread-safe.</summary>
internal sealed class MetricsReader(TopologyEngine engine, TimeProvider time)
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
            return new TopologyMetrics(uptime, [.. engine.Executors.GroupBy(executor => executor.Plan.Component.Id).Select(group => Sum([.. group], now))]);
        }
    }

    public IReadOnlyList<ComponentError> Errors() =>
        [.. engine.Errors.ToList().Select(error => new ComponentError(error.Time, error.Component, error.Task, error.Message, error.Detail))];

    private ComponentMetrics Sum(ComponentExecutor[] executors, long now)
    {
        var component = executors[0].Plan.Component;
        ExecutorCounters[] counters = [.. executors.Select(executor => executor.Counters)];
        return new ComponentMetrics
        {
            Component = component.Id,
            Kind = component.Kind,
            Executors = executors.Length,
            Tasks = executors.Sum(executor => executor.Plan.Tasks.Count),
            Emitted = counters.Sum(counter => Volatile.Read(ref counter.Emitted)),
            Transferred = counters.Sum(counter => Volatile.Read(ref counter.Transferred)),
            Executed = counters.Sum(counter => Volatile.Read(ref counter.Executed)),
            Acked = counters.Sum(counter => Volatile.Read(ref counter.Acked)),
            Failed = counters.Sum(counter => Volatile.Read(ref counter.Failed)),
            TimedOut = counters.Sum(counter => Volatile.Read(ref counter.TimedOut)),
            Tracked = counters.Sum(counter => Volatile.Read(ref counter.Tracked)),
            Pending = executors.OfType<SpoutExecutor>().Sum(spout => spout.Pending),
            Queued = executors.OfType<BoltExecutor>().Sum(bolt => bolt.Queued),
            ExecuteLatency = Summary(counters, (counter, sum) => counter.AddExecuteLatencyTo(sum)),
            ProcessLatency = Summary(counters, (counter, sum) => counter.AddProcessLatencyTo(sum)),
            CompleteLatency = Summary(counters, (counter, sum) => counter.AddCompleteLatencyTo(sum)),
            Capacity = executors.Max(executor => Share(_busy, executor.Plan.Id, now, executor.BusyTicks)),
            BackPressure = executors.Max(executor => Share(_blocked, executor.Plan.Id, now, executor.BlockedTicks)),
            Restarts = counters.Sum(counter => Volatile.Read(ref counter.Restarts)),
            Errors = engine.Errors.CountOf(component.Id),
        };
    }

    private static double Share(Dictionary<int, ShareOfTime> shares, int executor, long now, long total)
    {
        if (!shares.TryGetValue(executor, out var share))
            shares.Add(executor, share = new ShareOfTime());
        return share.Update(now, total);
    }

    private static LatencySummary Summary(ExecutorCounters[] counters, Action<ExecutorCounters, LongHistogram> add)
    {
        var sum = LatencyRecorder.CreateSum();
        foreach (var counter in counters)
            add(counter, sum);
        if (sum.TotalCount == 0)
            return LatencySummary.None;
        return new LatencySummary(
            sum.TotalCount,
            TimeSpan.FromTicks((long)sum.GetMean()),
            TimeSpan.FromTicks(sum.GetValueAtPercentile(50)),
            TimeSpan.FromTicks(sum.GetValueAtPercentile(99)),
            TimeSpan.FromTicks(sum.GetMaxValue()));
    }
}
