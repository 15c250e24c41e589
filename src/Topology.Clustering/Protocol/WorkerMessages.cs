namespace Topology.Clustering.Protocol;

/// <summary>What a worker has come to.</summary>
public enum WorkerPhase
{
    /// <summary>Loads the assembly, or waits for its first orders.</summary>
    Loading,

    /// <summary>Makes and prepares its executors, or connects to other workers.</summary>
    Preparing,

    /// <summary>Every executor is prepared and every link there can be is up.</summary>
    Ready,

    /// <summary>It has stopped its executors, in order.</summary>
    Stopped,

    /// <summary>It cannot go on; the report says why. An executor that failed too often is among the reasons.</summary>
    Failed,
}

/// <summary>What a worker is to do with its spouts and executors.</summary>
public enum WorkerGoal
{
    /// <summary>Executors run, spouts are not asked.</summary>
    Inactive,

    /// <summary>Spouts are asked.</summary>
    Active,

    /// <summary>Executors stop in the order of the flow, with Cleanup, and the process ends once the supervisor's orders leave it out.</summary>
    Stopped,
}

/// <summary>Worker → master, each second and after each change.</summary>
/// <param name="TopologyId">Whose worker it is.</param>
/// <param name="Worker">Its number within the topology.</param>
/// <param name="Incarnation">Of the process.</param>
/// <param name="Node">Where it runs.</param>
/// <param name="Address">Of its actor system; its actor is /user/worker there.</param>
/// <param name="Generation">The last orders it has carried out as far as <see cref="WorkerPhase.Ready"/> says; 0 for none.</param>
/// <param name="Phase">What it has come to.</param>
/// <param name="Goal">The goal it has carried out: spouts have all been told.</param>
/// <param name="SourcesDone">Whether all its spout tasks have completed; true without spouts.</param>
/// <param name="IsQuiet">Whether nothing is in flight here.</param>
/// <param name="LostLinks">Workers whose link broke although both ends live.</param>
/// <param name="Cause">Why it failed.</param>
/// <param name="Components">Its counts since the process started.</param>
public sealed record WorkerReport(
    string TopologyId, int Worker, long Incarnation, string Node, string Address, long Generation, WorkerPhase Phase, WorkerGoal Goal,
    bool SourcesDone, bool IsQuiet, IReadOnlyList<int> LostLinks, string? Cause, IReadOnlyList<ComponentCounts> Components) : IProtocolMessage;

/// <summary>Where a worker of the topology is.</summary>
/// <param name="Worker">Its number.</param>
/// <param name="Incarnation">Of its process; 0 while there is none.</param>
/// <param name="Address">Of its actor system; null while there is none: tuples for it are given up.</param>
public sealed record WorkerPlace(int Worker, long Incarnation, string? Address);

/// <summary>Master → worker, whenever they differ from the report: the whole truth about the topology.</summary>
/// <param name="TopologyId">To be refused by any other worker.</param>
/// <param name="Generation">Grows with each change of the places or of who runs what; links of an older one are refused.</param>
/// <param name="Goal">What to do.</param>
/// <param name="Workers">Every worker, by its number.</param>
/// <param name="WorkerOfExecutor">By executor id.</param>
/// <param name="EpochOfExecutor">By executor id: the generation in which it was placed there. Distinguishes the trees of a spout from its predecessor's.</param>
/// <param name="WorkerOfAcker">By acker number.</param>
public sealed record WorkerOrders(
    string TopologyId, long Generation, WorkerGoal Goal, IReadOnlyList<WorkerPlace> Workers, IReadOnlyList<int> WorkerOfExecutor,
    IReadOnlyList<long> EpochOfExecutor, IReadOnlyList<int> WorkerOfAcker) : IProtocolMessage;

/// <summary>Master → worker: is anything in flight? Two rounds without a change in between prove that nothing is.</summary>
public sealed record ProbeQuiet(string TopologyId, long Round) : IProtocolMessage;

/// <summary>Worker → master.</summary>
/// <param name="TopologyId">Whose worker it is.</param>
/// <param name="Worker">Its number.</param>
/// <param name="Incarnation">Of the process.</param>
/// <param name="Round">The probe's.</param>
/// <param name="IsQuiet">Whether nothing is in flight here, spouts that are not done apart.</param>
/// <param name="Begun">Pieces of work begun so far: equal in two rounds if there was none in between.</param>
/// <param name="Goal">Active as long as any spout may emit, or is going to be told so by orders already taken: a report may be older than the answer.</param>
public sealed record QuietAnswer(
    string TopologyId, int Worker, long Incarnation, long Round, bool IsQuiet, long Begun, WorkerGoal Goal = WorkerGoal.Inactive) : IProtocolMessage;

/// <summary>Worker → master: an error of a component, throttled like any.</summary>
public sealed record ComponentErrorNoted(string TopologyId, int Worker, ComponentError Error) : IProtocolMessage;

/// <summary>Master → worker: all figures.</summary>
public sealed record GetWorkerMetrics(string TopologyId) : IProtocolMessage;

/// <summary>Worker → asker.</summary>
/// <param name="TopologyId">Whose worker it is.</param>
/// <param name="Worker">Its number.</param>
/// <param name="Components">Counts and latencies.</param>
public sealed record WorkerMetrics(string TopologyId, int Worker, IReadOnlyList<ComponentFigures> Components) : IProtocolMessage;

/// <summary>What the executors of one component in one worker did.</summary>
public sealed record ComponentCounts(
    string Component, int Executors, int Tasks, long Emitted, long Transferred, long Executed, long Acked, long Failed, long TimedOut,
    long Tracked, long Pending, long Queued, long Restarts, long Errors);

/// <summary>The same with shares of time, and latencies that can be added up.</summary>
/// <param name="Counts">The counts.</param>
/// <param name="Capacity">As in <see cref="ComponentMetrics"/>.</param>
/// <param name="BackPressure">As in <see cref="ComponentMetrics"/>.</param>
/// <param name="ExecuteLatency">An HDR histogram in its compressed encoding; empty for none.</param>
/// <param name="ProcessLatency">Likewise.</param>
/// <param name="CompleteLatency">Likewise.</param>
/// <param name="EventTime">Null: the component has none.</param>
public sealed record ComponentFigures(
    ComponentCounts Counts, double Capacity, double BackPressure, byte[] ExecuteLatency, byte[] ProcessLatency, byte[] CompleteLatency, EventTimeMetrics? EventTime = null);
