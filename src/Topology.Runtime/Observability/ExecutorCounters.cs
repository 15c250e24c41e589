using HdrHistogram;

namespace Topology.Runtime.Observability;

/// <summary>What one executor counts. Its thread writes, any thread may read.</summary>
/// <remarks>Plain fields: each has one writer, and reading a 64-bit field is atomic on 64-bit machines.</remarks>
public sealed class ExecutorCounters
{
    public long Emitted;
    public long Transferred;
    public long Executed;
    public long Acked;
    public long Failed;
    public long TimedOut;
    public long Tracked;
    public long Restarts;
    public long Late; // inputs that came behind the watermark and were given up
    public long Untimed; // emits that were to have an event time and had none that could be read
    public readonly LatencyRecorder ExecuteLatency = new(); // of tuples acked after their Execute
    public readonly LatencyRecorder ProcessLatency = new(); // likewise
    public readonly LatencyRecorder ExecuteAndProcessLatency = new(); // of tuples acked in their Execute: one record for both
    public readonly LatencyRecorder CompleteLatency = new();

    /// <summary>Adds the times inside Execute. Any thread.</summary>
    public void AddExecuteLatencyTo(LongHistogram sum)
    {
        ExecuteLatency.AddTo(sum);
        ExecuteAndProcessLatency.AddTo(sum);
    }

    /// <summary>Adds the times from the start of Execute to the ack. Any thread.</summary>
    public void AddProcessLatencyTo(LongHistogram sum)
    {
        ProcessLatency.AddTo(sum);
        ExecuteAndProcessLatency.AddTo(sum);
    }

    /// <summary>Adds the times from the emit to the ack of the tree. Any thread.</summary>
    public void AddCompleteLatencyTo(LongHistogram sum) => CompleteLatency.AddTo(sum);
}
