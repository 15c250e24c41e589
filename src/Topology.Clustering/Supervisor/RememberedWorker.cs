using Topology.Clustering.Protocol;

namespace Topology.Clustering.Supervisor;

/// <summary>What a supervisor leaves to the one after it. Immutable.</summary>
/// <param name="Order">What its process was started for.</param>
/// <param name="Incarnation">Of the process.</param>
/// <param name="Process">The process; null if it was about to be started.</param>
/// <param name="StartedAt">When it was.</param>
internal sealed record RememberedWorker(WorkerOrder Order, long Incarnation, ProcessIdentity? Process, DateTimeOffset StartedAt);
