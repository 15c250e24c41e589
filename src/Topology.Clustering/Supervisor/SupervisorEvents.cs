using Akka.Actor;
using Akka.Event;

namespace Topology.Clustering.Supervisor;

/// <summary>To the supervisor's actor, from within its process: end every worker, and start none any more. Answered with <see cref="WorkersStopped"/>. Without it workers outlive their supervisor.</summary>
internal sealed record StopWorkers : INoSerializationVerificationNeeded;

/// <summary>No worker is left.</summary>
internal sealed record WorkersStopped : INoSerializationVerificationNeeded;

/// <summary>From a task: a package is there.</summary>
internal sealed record CodeFetched(string Package, string Folder) : INoSerializationVerificationNeeded;

/// <summary>From a task: a package cannot be had now.</summary>
internal sealed record CodeMissed(string Package, string Reason) : INoSerializationVerificationNeeded;

/// <summary>From a task: a worker's process was started.</summary>
internal sealed record ProcessStarted(WorkerKey Key, long Incarnation, WorkerProcess Process) : INoSerializationVerificationNeeded;

/// <summary>From a task: it could not be.</summary>
internal sealed record ProcessNotStarted(WorkerKey Key, long Incarnation, string Reason) : INoSerializationVerificationNeeded;

/// <summary>From a process: it has ended.</summary>
internal sealed record ProcessExited(WorkerKey Key, long Incarnation, string Detail) : INoSerializationVerificationNeeded, IDeadLetterSuppression; // late for an actor that has ended

/// <summary>From a timer: report, and look at the logs.</summary>
internal sealed record ReportTick : INoSerializationVerificationNeeded;

/// <summary>From a timer: something may be due.</summary>
internal sealed record DueTick : INoSerializationVerificationNeeded;
