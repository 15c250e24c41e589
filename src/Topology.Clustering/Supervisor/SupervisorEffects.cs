using Topology.Clustering.Protocol;

namespace Topology.Clustering.Supervisor;

/// <summary>Something <see cref="SupervisorState"/> wants done. To be carried out in the order given.</summary>
internal abstract record SupervisorEffect;

/// <summary>Write down what a later supervisor must know. Comes before the start of a process, so that none can run that a later supervisor does not know of.</summary>
internal sealed record Remember(IReadOnlyList<RememberedWorker> Workers) : SupervisorEffect;

/// <summary>Tell the master how things are: they have changed.</summary>
internal sealed record SendReport : SupervisorEffect;

/// <summary>Answered by <see cref="SupervisorState.PackageFetched"/> or <see cref="SupervisorState.PackageMissed"/>. One at a time for each package.</summary>
internal sealed record FetchCode(string Package, long Bytes) : SupervisorEffect;

/// <summary>Packages that are needed no more may be removed. Never while one is being fetched.</summary>
internal sealed record PrunePackages(IReadOnlySet<string> InUse) : SupervisorEffect;

/// <summary>Answered by <see cref="SupervisorState.WorkerStarted"/> or <see cref="SupervisorState.WorkerNotStarted"/>.</summary>
internal sealed record StartWorker(WorkerKey Key, long Incarnation, WorkerOrder Order, string PackageFolder) : SupervisorEffect;

/// <summary>Ask the process to end.</summary>
internal sealed record TerminateWorker(WorkerKey Key, long Incarnation) : SupervisorEffect;

/// <summary>End the process by force.</summary>
internal sealed record KillWorker(WorkerKey Key, long Incarnation) : SupervisorEffect;

/// <summary>The process has exited: the cluster need not wait until it misses its heartbeats.</summary>
internal sealed record DownMember(WorkerKey Key, long Incarnation) : SupervisorEffect;

/// <summary>Remove what the worker left behind, its log apart.</summary>
internal sealed record ForgetWorker(WorkerKey Key) : SupervisorEffect;
