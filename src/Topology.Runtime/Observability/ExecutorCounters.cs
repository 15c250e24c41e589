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
    public long BlockedTicks; // time without credit
    public readonly LatencyRecorder ExecuteLatency = new();
    public readonly LatencyRecorder ProcessLatency = new();
    public readonly LatencyRecorder CompleteLatency = new();
}
