using HdrHistogram;
using Topology.Runtime.Observability;

namespace Topology.Clustering.Observability;

/// <summary>What executors of one component have counted, added up. One thread.</summary>
internal sealed class ComponentTotals
{
    private readonly LongHistogram _executeLatency = LatencyRecorder.CreateSum();
    private readonly LongHistogram _processLatency = LatencyRecorder.CreateSum();
    private readonly LongHistogram _completeLatency = LatencyRecorder.CreateSum();

    public long Emitted { get; private set; }

    public long Transferred { get; private set; }

    public long Executed { get; private set; }

    public long Acked { get; private set; }

    public long Failed { get; private set; }

    public long TimedOut { get; private set; }

    public long Tracked { get; private set; }

    public long Restarts { get; private set; }

    public long Errors { get; private set; }

    public long Late { get; private set; }

    public long Untimed { get; private set; }

    public LatencySummary ExecuteLatency => Summary(_executeLatency);

    public LatencySummary ProcessLatency => Summary(_processLatency);

    public LatencySummary CompleteLatency => Summary(_completeLatency);

    /// <summary>Adds what an executor has counted so far. It may still run.</summary>
    public void Add(ExecutorCounters counters)
    {
        Emitted += Volatile.Read(ref counters.Emitted);
        Transferred += Volatile.Read(ref counters.Transferred);
        Executed += Volatile.Read(ref counters.Executed);
        Acked += Volatile.Read(ref counters.Acked);
        Failed += Volatile.Read(ref counters.Failed);
        TimedOut += Volatile.Read(ref counters.TimedOut);
        Tracked += Volatile.Read(ref counters.Tracked);
        Restarts += Volatile.Read(ref counters.Restarts);
        Late += Volatile.Read(ref counters.Late);
        Untimed += Volatile.Read(ref counters.Untimed);
        counters.AddExecuteLatencyTo(_executeLatency);
        counters.AddProcessLatencyTo(_processLatency);
        counters.AddCompleteLatencyTo(_completeLatency);
    }

    /// <summary>Adds errors.</summary>
    public void AddErrors(long count) => Errors += count;

    /// <summary>Adds another sum.</summary>
    public void Add(ComponentTotals other)
    {
        Emitted += other.Emitted;
        Transferred += other.Transferred;
        Executed += other.Executed;
        Acked += other.Acked;
        Failed += other.Failed;
        TimedOut += other.TimedOut;
        Tracked += other.Tracked;
        Restarts += other.Restarts;
        Errors += other.Errors;
        Late += other.Late;
        Untimed += other.Untimed;
        _executeLatency.Add(other._executeLatency);
        _processLatency.Add(other._processLatency);
        _completeLatency.Add(other._completeLatency);
    }

    /// <summary>Nobody will answer any more: trees that are still in flight have failed.</summary>
    public void FailPending()
    {
        if (Tracked > 0)
            Failed = Tracked - Acked - TimedOut;
    }

    private static LatencySummary Summary(LongHistogram sum) => sum.TotalCount == 0
        ? LatencySummary.None
        : new LatencySummary(
            sum.TotalCount,
            TimeSpan.FromTicks((long)sum.GetMean()),
            TimeSpan.FromTicks(sum.GetValueAtPercentile(50)),
            TimeSpan.FromTicks(sum.GetValueAtPercentile(99)),
            TimeSpan.FromTicks(sum.GetMaxValue()));
}
